// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretservice.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QThread>

#include <csignal>

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 20'000; // ms

// Everybody may do everything, and no service is started by being called.
const QByteArray kBusConfig = R"(<busconfig>
<type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>)";

bool hasOwner(const QString &name)
{
    QProcess ask;
    ask.start(u"dbus-send"_s,
        {u"--session"_s, u"--print-reply"_s, u"--dest=org.freedesktop.DBus"_s, u"/"_s,
            u"org.freedesktop.DBus.NameHasOwner"_s, QString(u"string:"_s + name)});
    return ask.waitForFinished(kPatience) && ask.readAllStandardOutput().contains("boolean true");
}

void end(QProcess &process)
{
    if (process.state() != QProcess::NotRunning) {
        process.kill();
        process.waitForFinished(kPatience);
    }
}

} // namespace

SecretService::SecretService()
{
    for (const char *name : {"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME"}) {
        qputenv(name, m_directory.path().toLocal8Bit());
    }
    for (const char *name : {"XDG_CURRENT_DESKTOP", "DESKTOP_SESSION", "GNOME_KEYRING_CONTROL"}) {
        qunsetenv(name);
    }
}

SecretService::~SecretService()
{
    end(m_keyring);
    end(m_bus);
}

bool SecretService::startBus()
{
    QFile config(m_directory.filePath(u"bus.conf"_s));
    if (!config.open(QIODevice::WriteOnly) || config.write(kBusConfig) != kBusConfig.size()) {
        return false;
    }
    config.close();
    m_bus.start(
        u"dbus-daemon"_s, {QString(u"--config-file="_s + config.fileName()), u"--nofork"_s, u"--print-address"_s});
    if (!m_bus.waitForReadyRead(kPatience)) {
        return false;
    }
    return qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.readLine().trimmed());
}

void SecretService::freezeKeyring() const
{
    ::kill(pid_t(m_keyring.processId()), SIGSTOP);
}

void SecretService::thawKeyring() const
{
    ::kill(pid_t(m_keyring.processId()), SIGCONT);
}

bool SecretService::startKeyring()
{
    m_keyring.setStandardErrorFile(QProcess::nullDevice());
    m_keyring.start(u"gnome-keyring-daemon"_s, {u"--foreground"_s, u"--unlock"_s, u"--components=secrets"_s});
    if (!m_keyring.waitForStarted(kPatience)) {
        return false;
    }
    m_keyring.write("unlocks it"); // to the end of the input, without a line break
    m_keyring.closeWriteChannel();
    QElapsedTimer waited;
    waited.start();
    while (!hasOwner(u"org.freedesktop.secrets"_s)) {
        if (waited.hasExpired(kPatience) || m_keyring.state() == QProcess::NotRunning) {
            return false;
        }
        m_keyring.waitForBytesWritten(10);
        QThread::msleep(20);
    }
    return true;
}
