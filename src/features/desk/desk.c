#include "desk/desk.h"

#include "desk/calendar.h"
#include "desk/view.h"

Result desk_seed(Work *work)
{
    TRY(view_seed(work));
    return calendar_seed(work);
}
