// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/keptsecrets.h>
#include <ember/session/savedconnections.h>

#include <QtCore/QEventLoop>
#include <QtCore/QStandardPaths>
#include <QtCore/QTimer>

#include <algorithm>
#include <optional>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

/// The window's own folder, whichever of the programs asks.
QString inConfiguration(const QString &name)
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/Emberscope/emberscope/"_s
        + name;
}

} // namespace

QString savedConnectionsFile()
{
    return inConfiguration(u"connections.json"_s);
}

QString secretsFile()
{
    return inConfiguration(u"secrets.json"_s);
}

Result<ConnectionSecrets> keptSecrets(const ConnectionUrl &url, std::chrono::milliseconds patience)
{
    const SavedConnections saved(savedConnectionsFile());
    const auto found = std::ranges::find(saved.list(), url.text, &SavedConnection::address);
    if (found == saved.list().end() || found->place == SecretPlace::Nowhere || !found->secrets) {
        return ConnectionSecrets();
    }
    std::optional<Result<ConnectionSecrets>> answer;
    SecretStore store(secretsFile());
    QEventLoop loop;
    store.read(found->place, found->id, [&](const Result<ConnectionSecrets> &secrets) {
        answer = secrets;
        loop.quit();
    });
    QTimer::singleShot(patience, &loop, &QEventLoop::quit);
    loop.exec();
    if (!answer) {
        return Error{u"the keyring did not answer within %1 s; unlock it, or give the password in another way"_s.arg(
            std::chrono::ceil<std::chrono::seconds>(patience).count())};
    }
    return *std::move(answer);
}

} // namespace ember
