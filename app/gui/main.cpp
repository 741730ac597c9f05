// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "arguments.h"
#include "screenshot.h"

#include "commandline/secretarguments.h"
#include "theme/theme.h"
#include "window/mainwindow.h"

#include <ember/session/session.h>

#include <QtWidgets/QApplication>

#include <cstdio>

using namespace Qt::StringLiterals;
using ember::MainWindow;
using ember::Theme;
using ember::WindowArguments;

namespace {

constexpr int kWrongUsage = 2;

QStringList argumentsOf(int argc, char **argv)
{
    QStringList list;
    for (int i = 1; i < argc; ++i) {
        list.append(QString::fromLocal8Bit(argv[i]));
    }
    return list;
}

int showWindow(const WindowArguments &arguments)
{
    using ember::WindowSettings;
    const bool picture = !arguments.screenshot.isEmpty();
    ember::Session session({.logBudget = arguments.logBudget, .profile = {}});
    MainWindow window(session, picture ? WindowSettings::Use::Untouched : WindowSettings::Use::Kept);
    if (arguments.dark || picture) {
        Theme::instance().setMode(arguments.dark.value_or(false) ? Theme::Mode::Dark : Theme::Mode::Light);
    }
    if (arguments.size) {
        window.resize(*arguments.size);
    }
    window.show();
    for (const ember::ConnectionUrl &url : arguments.urls) {
        if (const QString problem = window.openConnection(url); !problem.isEmpty()) {
            std::fprintf(stderr, "%s\n", qUtf8Printable(problem));
            return 1;
        }
    }
    if (picture) {
        ember::scheduleScreenshot(window, arguments.screenshot, arguments.after);
    }
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    // Read before there is an application: help and complaints need no display.
    const auto arguments = ember::parseWindowArguments(argumentsOf(argc, argv));
    ember::hideSecrets(argc, argv);
    if (!arguments) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(arguments.error()));
        return kWrongUsage;
    }
    if (arguments->task == WindowArguments::Task::Help) {
        std::fputs(qUtf8Printable(ember::windowUsageText()), stdout);
        return 0;
    }
    if (arguments->task == WindowArguments::Task::Version) {
        std::printf("emberscope %s\n", EMBER_VERSION);
        return 0;
    }
    const QApplication application(argc, argv);
    QApplication::setApplicationName(u"emberscope"_s);
    QApplication::setApplicationDisplayName(u"Emberscope"_s);
    QApplication::setOrganizationName(u"Emberscope"_s);
    QApplication::setApplicationVersion(QStringLiteral(EMBER_VERSION));
    if (arguments->task == WindowArguments::Task::CheckDisplay) {
        return 0;
    }
    return showWindow(arguments.value());
}
