// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/eventlogview.h"
#include "log/logpanel.h"
#include "window/mainwindow.h"

#include <ember/session/session.h>

namespace ember {

/// The main window, shown, on a session of its own, as app/gui makes it; it leaves the person's settings alone unless
/// told otherwise. A test drives it from outside and finds its parts by name.
struct WindowFixture
{
    explicit WindowFixture(
        WindowSettings::Use use = WindowSettings::Use::Untouched, qint64 logBudget = EventLog::kDefaultBudget)
        : session({.logBudget = logBudget, .profile = {}})
        , main(session, use)
    {
        main.resize(1280, 800);
        main.show();
        main.activateWindow();
    }

    /// Ends the test program where there is none of that name.
    template <typename Object>
    Object *part(const QString &name)
    {
        auto *found = main.findChild<Object *>(name);
        if (!found) {
            qFatal("nothing named %s", qPrintable(name));
        }
        return found;
    }
    EventLogView *log() { return main.logPanel()->view(); }

    Session session;
    MainWindow main;
};

} // namespace ember
