// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>

#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <chrono>
#include <optional>

namespace ember {

/// A password or token. Nothing formats it; only the code that talks to the other side takes it out.
class Secret
{
public:
    Secret() = default;
    explicit Secret(QString text)
        : m_text(std::move(text))
    {
    }
    [[nodiscard]] bool isEmpty() const noexcept { return m_text.isEmpty(); }
    [[nodiscard]] const QString &reveal() const noexcept { return m_text; }

private:
    QString m_text;
};

/// A device that the person named: `&device=aabbccddeeff:5322`.
struct NamedDevice
{
    QString id;
    QString additional; ///< may be empty
};

/// `mqtt=`: what is spoken with a broker.
enum class MqttVersion : quint8
{
    /// MQTT 5, and 3.1.1 where the broker does not know it. 5 first, because only there a broker says why it refuses or
    /// ends a connection, and passes user properties on; a broker from before 2019 answers the question with a refusal
    /// or by hanging up, which costs one more round trip.
    Any,
    V311,
    V5
};

/// How an encrypted connection proves who is who. The broker's certificate and the host name in it are always checked;
/// there is no way to leave that out: whoever has a certificate of their own names it, or its issuer, as `ca`.
/// Files are PEM, relative ones to the working directory; they are read at every attempt to connect.
struct TlsChoices
{
    QString caFile; ///< `ca`: whom to trust, and nobody else; empty: the system's list
    QString certFile; ///< `cert`: our own certificate, further ones of its chain behind it; empty: none
    QString keyFile; ///< `key`: its private key; empty: it stands in `cert` too
    /// `keypassword`: of an encrypted key. Better than in an address, which a shell keeps in its history: in a file
    /// (`keypasswordfile`, its first line), or in EMBERSCOPE_KEY_PASSWORD.
    Secret keyPassword;
    QString keyPasswordFile;
};

/// Where messages come from, as written by a person (design.md §5). We split the text ourselves: `#` and `+` in a topic
/// may stand as they are, there are no fragments.
struct ConnectionUrl
{
    enum class Kind
    {
        Simulator,
        Mqtt, ///< a broker, by whichever of the four transports
        NaviLink ///< the broker of the NaviLink cloud, through an account there
    };

    Kind kind = Kind::Simulator;
    QString text; ///< as shown and saved: without passwords

    // A broker: mqtt:// (1883), mqtts:// (8883), ws:// (80), wss:// (443).
    QString host;
    quint16 port = 1883;
    QString user;
    Secret password;
    QStringList topics; ///< topic filters asked for; empty: those of the profiles
    QList<NamedDevice> devices;
    bool poll = true; ///< `poll=off`: send no requests, but see Link::askCapabilities()
    std::optional<std::chrono::seconds> pollInterval;
    QString clientId; ///< empty: one is made
    qint64 maxPayload = qint64(16) * 1024 * 1024; ///< bytes
    bool isWebSocket = false; ///< ws, wss
    /// Of a WebSocket, from its "/" on, sent exactly as it stands, `%` codes included; `/mqtt` where none was written.
    /// What follows a "?" in the address are our own parameters; one of the endpoint's can only be put in here.
    QString path;
    MqttVersion version = MqttVersion::Any;
    /// `session=persistent`: the broker keeps the subscriptions and what arrives for them (QoS 1) while we are away,
    /// for up to a day. It finds them by the client id, so that must be given.
    bool isSessionKept = false;
    std::optional<TlsChoices> tls; ///< mqtts, wss; none: not encrypted

    // navilink: `user` is the account's e-mail address, `password` its password, which does not stand in the address:
    // whoever opens the connection fills it in. Host, port, path and encryption are those of the cloud's broker.
    QString apiUrl; ///< where the account is asked: https://…
    /// What is appended to `path` at one attempt to connect: a signed query. No part of `text`, never shown.
    Secret signedQuery;

    // all:
    QString profile; ///< id or file; empty: recognised by topic

    // sim: the query as given (seed, speed, rate, devices, fault), already checked
    QList<std::pair<QString, QString>> simulation;

    /// Reads a URL; the error says which part is wrong, what is known instead and what comes with a later version.
    /// Any thread.
    [[nodiscard]] static Result<ConnectionUrl> parse(QStringView text);
};

} // namespace ember
