// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "navilink/presignedquery.h"

#include <ember/links/accountstatus.h>

#include <chrono>
#include <optional>

class QJsonObject;

namespace ember {

class RestClient;
struct RestAnswer;
struct RestFailure;

/// Why an account cannot be used, in words that say what to do; no secrets.
struct AccountFailure
{
    QString reason;
    bool permanent = false; ///< trying again with the same data cannot help
};

/// An account of the NaviLink cloud and its session there, by the rules of nwp500.md §1: the session's token and the
/// keys for the broker expire apart from each other, each counts as expired five minutes early. Expired keys need a
/// sign-in with the password; an expired token alone is refreshed, and if that is refused there is a sign-in too. A
/// question answered with 401 is repeated once after a refresh.
///
/// Every function but the constructor's blocks as RestClient does. One thread at a time.
class NaviLinkAccount
{
public:
    static constexpr std::chrono::minutes kEarly{5};

    /// A list of devices younger than `listFresh` is not asked for again.
    NaviLinkAccount(QString email, Secret password, std::chrono::milliseconds listFresh = std::chrono::minutes(5));

    /// Whether authorise() will have to sign in or refresh.
    [[nodiscard]] bool isAuthorised() const;
    /// Sees to it that token and keys are valid.
    [[nodiscard]] std::optional<AccountFailure> authorise(RestClient &rest);
    /// The next authorise() signs in anew: the broker does not accept the keys.
    void distrust() { m_session.reset(); }

    /// Asks for the devices; a fresh list will do, and an older one where asking fails for now.
    [[nodiscard]] std::optional<AccountFailure> listDevices(RestClient &rest);
    [[nodiscard]] const QList<AccountDevice> &devices() const noexcept { return m_devices; }
    /// Asks for information and firmware of devices that have not been asked for it; what fails stands in `problem`.
    void askDetails(RestClient &rest);

    /// For the broker; only while isAuthorised().
    [[nodiscard]] const AwsKeys &keys() const { return m_session->keys; }
    /// The time as the cloud has it, for signing: the clock of this machine may be wrong.
    [[nodiscard]] QDateTime cloudTime() const;
    /// What is shown of it; `unread` is for somebody else to fill in.
    [[nodiscard]] AccountStatus status() const;

private:
    /// Counts on while the machine sleeps, and nobody sets it.
    using Moment = std::chrono::nanoseconds;
    struct Session
    {
        Secret accessToken;
        Secret refreshToken;
        AwsKeys keys;
        std::optional<Moment> tokenExpires; // none: not told, believed until a 401 says otherwise
        std::optional<Moment> keysExpire; // none: the same
    };

    [[nodiscard]] static Moment now();
    [[nodiscard]] static bool isOver(const std::optional<Moment> &expires);
    [[nodiscard]] static std::optional<Moment> expiry(const QJsonObject &token, const QString &name);

    [[nodiscard]] std::optional<AccountFailure> signIn(RestClient &rest);
    [[nodiscard]] std::optional<AccountFailure> refresh(RestClient &rest);
    [[nodiscard]] AccountFailure signInFailure(const RestFailure &failure) const;
    [[nodiscard]] RestAnswer ask(RestClient &rest, const QString &path, const QJsonObject &body);
    void readDevices(const QJsonObject &entry);
    void noteTime(const RestAnswer &answer);

    const QString m_email;
    const Secret m_password;
    const std::chrono::milliseconds m_listFresh;
    std::optional<Session> m_session;
    QList<AccountDevice> m_devices;
    QStringList m_detailed; // ids whose details were asked for
    std::optional<Moment> m_listedAt;
    qint64 m_clockOffset = 0; // s, the cloud's clock against ours
    quint64 m_signIns = 0;
    quint64 m_refreshes = 0;
    QString m_problem;
};

} // namespace ember
