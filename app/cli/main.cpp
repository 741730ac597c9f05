// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "arguments.h"
#include "complaint.h"
#include "passwordprompt.h"
#include "profilecommand.h"
#include "watch.h"

#include "commandline/secretarguments.h"

#include <QtCore/QCoreApplication>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace {

int watch(const QStringList &arguments)
{
    if (arguments.contains(u"--help"_s) || arguments.contains(u"-h"_s)) {
        std::fputs(qUtf8Printable(ember::watchUsageText()), stdout);
        return 0;
    }
    auto parsed = ember::parseWatchArguments(arguments);
    if (!parsed) {
        return ember::complain(ember::kWrongUsage, parsed.error());
    }
    auto urls = ember::withPasswords(std::move(parsed.value().urls));
    if (!urls) {
        return ember::complain(ember::kCouldNotBeDone, urls.error());
    }
    parsed.value().urls = *std::move(urls);
    return ember::Watch(std::move(parsed.value())).run();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"emberscope-cli"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(EMBER_VERSION));

    const QStringList arguments = QCoreApplication::arguments();
    ember::hideSecrets(argc, argv);
    const QString command = arguments.value(1);
    if (command == "--help"_L1 || command == "-h"_L1 || command == "help"_L1) {
        std::fputs(qUtf8Printable(ember::usageText()), stdout);
        return 0;
    }
    if (command == "--version"_L1) {
        std::printf("emberscope-cli %s\n", EMBER_VERSION);
        return 0;
    }
    if (command == "watch"_L1) {
        return watch(arguments.sliced(2));
    }
    if (command == "profile"_L1) {
        return ember::runProfileCommand(arguments.sliced(2));
    }
    static const QStringList later{u"record"_s, u"replay"_s, u"export"_s, u"import"_s, u"state"_s, u"stats"_s};
    if (later.contains(command)) {
        return ember::complain(ember::kWrongUsage, u"\"%1\" comes with a later version of Emberscope"_s.arg(command));
    }
    if (command.isEmpty()) {
        return ember::complain(ember::kWrongUsage, ember::usageText());
    }
    return ember::complain(
        ember::kWrongUsage, u"there is no command \"%1\"; see: emberscope-cli --help"_s.arg(command));
}
