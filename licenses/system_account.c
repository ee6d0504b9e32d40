#include "licenses/system_account.h"

/* Windows, Unix, and what commonly runs on them. */
static const char names[] = "administrator|guest|system|local service|network service|localservice|networkservice|"
                            "defaultaccount|defaultuser0|wdagutilityaccount|root|daemon|bin|sys|sync|adm|mail|nobody|"
                            "sshd|chrony|postfix|dbus|polkitd|reboot|shutdown|runlevel";

/* Window and font managers of sessions: dwm-1, umfd-0. */
static bool is_of_session(struct str login) {
    return str_starts_with(login, STR("dwm-")) || str_starts_with(login, STR("umfd-"));
}

bool account_is_of_system(struct str login) {
    return login.n == 0 || login.p[login.n - 1] == '$' || is_of_session(login) || str_is_listed(names, login);
}
