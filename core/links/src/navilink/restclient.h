// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/connectionurl.h>

#include <QtCore/QDateTime>
#include <QtCore/QJsonObject>
#include <QtCore/QJsonValue>
#include <QtCore/QUrl>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

class QNetworkAccessManager;
class QNetworkReply;

namespace ember {

/// Why a call brought nothing.
struct RestFailure
{
    QString reason; ///< a sentence that says what to do; no secrets
    int status = 0; ///< of HTTP; 0: no answer came
    int code = 0; ///< of the answer's envelope, else `status`
    QString message = {}; ///< the envelope's own words, unchecked: for comparisons, never to be shown
    bool permanent = false; ///< trying again cannot help: a certificate that is not trusted
    [[nodiscard]] bool isUnauthorised() const noexcept { return status == 401 || code == 401; }
};

/// What came of a call.
struct RestAnswer
{
    QJsonValue data = {}; ///< of the envelope
    std::optional<RestFailure> failure = {}; ///< none: it went well
    QDateTime serverTime = {}; ///< the answer's `Date`; invalid: it had none
};

/// Calls of the NaviLink cloud (nwp500.md §1): JSON there and back, in an envelope of code, message and data. Only what
/// HTTP and the envelope both call a success is one. Redirections are not followed: the password would go elsewhere.
///
/// Each call blocks until its answer has come, its time is up, or, looked at every 20 ms, `isOver`. Belongs to the
/// thread that made it, which needs no event loop.
class RestClient
{
public:
    static constexpr std::chrono::milliseconds kTimeout{20'000};
    static constexpr qint64 kMaxAnswer = qint64(1) * 1024 * 1024; ///< bytes

    /// `base` is https://…, without a "/" at its end.
    RestClient(const QString &base, TlsChoices tls, std::function<bool()> isOver,
        std::chrono::milliseconds timeout = kTimeout);
    ~RestClient();
    RestClient(const RestClient &) = delete;
    RestClient &operator=(const RestClient &) = delete;

    /// `token` goes into the header as it is; empty: no such header.
    [[nodiscard]] RestAnswer post(const QString &path, const QJsonObject &body, const Secret &token = {});

private:
    enum class Wait : quint8
    {
        Finished,
        BrokenOff, ///< its time is up, or nobody waits for it any more
        TooLarge
    };
    [[nodiscard]] Wait wait(QNetworkReply &reply) const;
    [[nodiscard]] RestFailure unreachable(const QNetworkReply &reply) const;
    [[nodiscard]] RestFailure untrusted() const;
    [[nodiscard]] RestAnswer read(const QByteArray &body, int status) const;

    const QString m_base;
    const TlsChoices m_tls;
    const std::function<bool()> m_isOver;
    const std::chrono::milliseconds m_timeout;
    const QString m_host; // for words
    const quint16 m_port;
    std::unique_ptr<QNetworkAccessManager> m_network;
};

} // namespace ember
