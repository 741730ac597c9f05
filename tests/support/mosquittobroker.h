// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QProcess>
#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtCore/QTemporaryDir>

/// A real mosquitto on a port of 127.0.0.1, with a directory of its own that goes with it. It dies with this object,
/// and with the test if that dies. Needs no event loop; any one thread.
class MosquittoBroker
{
public:
    MosquittoBroker();
    ~MosquittoBroker();

    /// Where mosquitto is installed; empty if it is not. Tests fail without it: it is in tests/packages.
    [[nodiscard]] static QString program();

    /// A further listener, for start(): by TLS and WebSocket as told. A WebSocket listens on all interfaces, whatever
    /// address it is given (mosquitto 2.0.11).
    struct Listener
    {
        bool isWebSocket = false;
        QString cert = {}; ///< the broker's certificate; empty: not encrypted
        QString key = {};
        QString clientAuthority = {}; ///< clients need a certificate of this authority; empty: they need none
    };
    [[nodiscard]] static QStringList listener(quint16 port, const Listener &options);

    /// Starts and returns when it accepts connections. `config` are further lines of mosquitto.conf; without a line
    /// about `allow_anonymous` everybody may come in. Port 0: the port it had before, else a free one.
    [[nodiscard]] bool start(const QStringList &config = {}, quint16 port = 0);
    /// Ends it the hard way: connections break without a goodbye.
    void kill();
    /// Asks it to end: it says goodbye where MQTT has a word for that, and closes every connection.
    void stop();
    /// SIGSTOP: connections stand, the kernel still takes new ones and bytes, and nobody answers.
    void freeze();
    /// SIGCONT: goes on where it stopped.
    void thaw();
    /// kill() if it runs, then start() on the same port with the same lines.
    [[nodiscard]] bool restart();

    /// Writes a password file with that user; the line for start() that uses it.
    [[nodiscard]] QString addUser(const QString &user, const QString &password);
    /// Writes a file into the broker's directory and returns its path.
    [[nodiscard]] QString writeFile(const QString &name, const QByteArray &content);
    /// Publishes with mosquitto_pub; `options` are further ones of it ("-r", "-q", "1", "-u", …).
    [[nodiscard]] bool publish(const QString &topic, const QByteArray &payload, const QStringList &options = {});

    [[nodiscard]] quint16 port() const noexcept { return m_port; }
    /// 0: it does not run.
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }
    /// What mosquitto said so far: starts, clients that come and go, errors.
    [[nodiscard]] QByteArray log();

    /// A port of 127.0.0.1 where nothing listens at the moment.
    [[nodiscard]] static quint16 freePort();

private:
    QTemporaryDir m_directory;
    QProcess m_process;
    QStringList m_config;
    QByteArray m_log;
    quint16 m_port = 0;
};
