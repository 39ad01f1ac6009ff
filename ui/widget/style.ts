export const STYLE = `
.panel{position:fixed;right:20px;bottom:92px;z-index:2147483000;display:flex;flex-direction:column;width:380px;max-width:calc(100vw - 24px);height:560px;max-height:calc(100vh - 112px);background:var(--s);color:var(--t);border:1px solid var(--b);border-radius:12px;overflow:hidden;box-shadow:0 12px 40px rgb(16 32 33/28%);font:16px/24px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;--s:#fff;--s2:#edf1f1;--t:#142021;--t2:#475657;--b:#d3dada;--x:#6f7e7f;--d:#b42318;--f:#0a5fd9;color-scheme:light}
.panel[hidden]{display:none}
header{display:flex;align-items:center;gap:8px;padding:12px 8px 12px 16px;background:var(--c,#0b6e6b);color:#fff}
h2{flex:1;margin:0;font-size:17px;line-height:24px;overflow-wrap:anywhere}
button{font:inherit;cursor:pointer}
.panel button{position:static;width:auto;height:auto;box-shadow:none;border-radius:8px;min-height:44px;background:var(--c,#0b6e6b);color:#fff;border:0;font-weight:600;padding:8px 16px}
header button{font-size:22px!important;min-width:44px;padding:0!important;background:none!important}
.panel .quiet{background:none;color:var(--t);border:1px solid var(--x);min-height:36px;padding:4px 12px;font-weight:400}
:is(button,a,input,textarea):focus-visible{outline:2px solid var(--f);outline-offset:2px}
header button:focus-visible{outline-color:#fff}
.body{flex:1;overflow-y:auto;padding:16px;display:flex;flex-direction:column;gap:12px}
p{margin:0}
.say{align-self:flex-start;max-width:86%;background:var(--s2);border-radius:12px;padding:8px 14px;white-space:pre-wrap;overflow-wrap:anywhere}
.mine{align-self:flex-end;background:var(--c,#0b6e6b);color:#fff}
.log{flex:1;display:flex;flex-direction:column;gap:8px}
.small{font-size:14px;line-height:20px;color:var(--t2)}
.state{border-left:3px solid var(--c,#0b6e6b);padding-left:10px}
.row{display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.row a,label a{color:inherit}
form{display:flex;flex-direction:column;gap:12px}
label{display:flex;flex-direction:column;gap:4px;font-weight:600;font-size:15px}
.check{flex-direction:row;gap:10px;align-items:flex-start;font-weight:400}
input,textarea{font:inherit;font-weight:400;color:var(--t);background:var(--s);border:1px solid var(--x);border-radius:8px;padding:8px 10px;width:100%;box-sizing:border-box}
.check input{width:20px;height:20px;margin:2px 0;flex:none}
textarea{min-height:92px;resize:vertical}
.trap{position:absolute;left:-9999px}
.bad{color:var(--d);font-size:14px;line-height:20px}
.bad:empty{display:none}
[aria-invalid=true]{border-color:var(--d)}
@media (prefers-color-scheme:dark){.panel{--s:#151d1e;--s2:#1d2728;--t:#e6eded;--t2:#b4c1c2;--b:#2c393a;--x:#728385;--d:#ff8a7a;--f:#8ab8ff;color-scheme:dark}}
@media (max-width:480px){.panel{inset:0;width:auto;height:auto;max-width:none;max-height:none;border-radius:0;border:0}.panel:not([hidden])~button{display:none}}
@media (forced-colors:active){.say,.panel button{border:1px solid}}
`;
