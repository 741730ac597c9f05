// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "awssignature.h"
#include "certificates.h"
#include "tlsserver.h"

#include <QtCore/QHash>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QList>
#include <QtCore/QString>

#include <atomic>
#include <mutex>

/// A stand-in of the NaviLink cloud (nwp500.md §1, §2): an account with devices behind HTTPS, and before the WebSocket
/// of a real broker a door that checks the signature of each request as AWS documents it, against the `Host` header
/// that really came, and lets through or answers 403. Behaves as badly as it is told. Every function from any thread.
class NaviLinkCloud
{
public:
    /// What an answer to a REST call is instead of what it should be.
    enum class Fault
    {
        Unauthorised, ///< 401
        Unavailable, ///< 503 with a page of HTML
        Html, ///< 200 with a page of HTML
        BrokenJson, ///< cut off in the middle
        Redirect, ///< to another host
        Echo, ///< code 500 whose words are the question itself
        Slow, ///< right, but after 60 s
        HangUp ///< no answer
    };
    struct Call
    {
        QString path;
        QJsonObject body;
        QByteArray authorization;
    };

    static const QString kEmail;
    static const QString kPassword;

    /// `webSocketPort`: where a broker speaks WebSocket without encryption.
    NaviLinkCloud(Certificates &certificates, quint16 webSocketPort);

    /// The address for the program; `more` are further parameters, each with its "&".
    [[nodiscard]] QString url(const QString &more = {}, const QString &email = kEmail) const;

    // --- How it is -------------------------------------------------------------------------------------------------
    void addDevice(const QString &mac, const QString &additional, const QString &name, int type = 52);
    /// What a session is said to last from the next sign-in on, seconds.
    void setLifetimes(int token, int keys);
    /// The next `times` calls of that path fail so.
    void failNext(const QString &path, Fault fault, int times = 1);
    /// From now on keys that were given out are refused at the broker's door, and tokens by the calls.
    void forgetKeys();
    void forgetTokens();
    /// Cuts every connection at the broker's door.
    void dropConnections();
    /// Its clock against ours.
    void setClockOffset(int seconds) { m_clockOffset = seconds; }

    // --- What it saw -----------------------------------------------------------------------------------------------
    [[nodiscard]] QList<Call> calls() const;
    [[nodiscard]] int count(const QString &path) const;
    /// The queries that came to the broker's door, and why those were refused that were.
    [[nodiscard]] QList<QByteArray> queries() const;
    [[nodiscard]] QList<QByteArray> refusals() const;
    /// Every secret it was given or gave out: nothing of them may come to light.
    [[nodiscard]] QList<QByteArray> secrets() const;

private:
    void serveRest(TlsStream &stream);
    void serveBroker(TlsStream &stream);
    [[nodiscard]] QByteArray answer(const Call &call);
    [[nodiscard]] QJsonObject signIn(const QJsonObject &body);
    [[nodiscard]] QJsonObject refresh(const QJsonObject &body);
    [[nodiscard]] QJsonObject deviceList(const QJsonObject &body) const;
    [[nodiscard]] QByteArray plant(const QByteArray &secret);
    [[nodiscard]] QByteArray http(int status, const QByteArray &body, const QByteArray &type) const;
    [[nodiscard]] QDateTime now() const;

    const QString m_authority;
    const quint16 m_webSocketPort;
    std::atomic<int> m_clockOffset = 0; // s
    std::atomic<int> m_generation = 0; // of connections at the door

    mutable std::mutex m_mutex; // guards the following
    QJsonArray m_devices;
    int m_tokenLasts = 3600;
    int m_keysLast = 3600;
    int m_issued = 0; // sessions and refreshes
    QByteArray m_accessToken;
    QByteArray m_refreshToken;
    QHash<QByteArray, KnownAwsKeys> m_keys;
    QHash<QString, QList<Fault>> m_faults;
    QList<Call> m_calls;
    QList<QByteArray> m_queries;
    QList<QByteArray> m_refusals;
    QList<QByteArray> m_secrets;

    TlsServer m_rest; // last: they use all of these
    TlsServer m_door;
};
