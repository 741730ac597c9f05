// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/words.h"

#include "theme/theme.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtCore/QStringList>

#include <algorithm>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kDropsShown = 5;
constexpr qsizetype kTopicShown = 80;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ember::ConnectionWords)
};

QString seconds(qint64 count)
{
    return withUnit(QLocale().toString(count), Words::tr("s", "seconds"));
}

QString dropLine(const LinkDrop &drop)
{
    const auto sinceEpoch = std::chrono::duration_cast<std::chrono::milliseconds>(drop.at.time_since_epoch());
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(sinceEpoch.count());
    const QString time = QLocale().toString(at.time(), u"HH:mm:ss"_s);
    const QString reason = drop.inference.isEmpty() ? drop.reason : QString(drop.reason + u"; "_s + drop.inference);
    if (!drop.downSeconds) {
        return Words::tr("%1  %2, not back yet").arg(time, reason);
    }
    const QString length = withUnit(QLocale().toString(*drop.downSeconds, 'f', 1), Words::tr("s", "seconds"));
    return Words::tr("%1  %2, back after %3").arg(time, reason, length);
}

// "12.3 s", "4 min", "2 h": how long something lasted.
QString lengthWords(double length)
{
    const QLocale locale;
    if (length < 120) {
        return withUnit(locale.toString(length, 'f', 1), Words::tr("s", "seconds"));
    }
    if (length < 7200) {
        return withUnit(locale.toString(length / 60, 'f', 0), Words::tr("min", "minutes"));
    }
    return withUnit(locale.toString(length / 3600, 'f', 1), Words::tr("h", "hours"));
}

QStringList sessionLines(const LinkStatus &status)
{
    QStringList lines;
    if (status.stoodSeconds) {
        lines << Words::tr("It has stood for %1").arg(lengthWords(*status.stoodSeconds));
    }
    if (const SessionLengths &ended = status.sessions; ended.count > 0) {
        lines << Words::tr("Sessions that ended: %1; shortest %2, mean %3, longest %4")
                     .arg(QLocale().toString(ended.count), lengthWords(ended.shortest),
                         lengthWords(ended.total / double(ended.count)), lengthWords(ended.longest));
    }
    return lines;
}

// Nothing where every drop had the same reason: the last ones say it.
QStringList reasonLines(const LinkStatus &status)
{
    if (status.dropsByReason.size() < 2) {
        return {};
    }
    std::vector<std::pair<quint64, QString>> reasons;
    for (const auto &[reason, count] : status.dropsByReason.asKeyValueRange()) {
        reasons.emplace_back(count, reason);
    }
    std::ranges::stable_sort(reasons, std::greater(), &std::pair<quint64, QString>::first);
    QStringList lines{Words::tr("Drops by reason:")};
    const auto shown = std::min(std::size_t(kDropsShown), reasons.size());
    for (const auto &[count, reason] : std::span(reasons).first(shown)) {
        lines << Words::tr("%1  %2", "a count and a reason").arg(QLocale().toString(count), reason);
    }
    return lines;
}

struct TopicLoss
{
    QString topic;
    quint64 count = 0;
};

// Whose messages the queue lost, the loudest first.
std::vector<TopicLoss> losses(const LinkStatus &status)
{
    std::vector<TopicLoss> list;
    for (const auto &[topic, count] : status.droppedByTopic.asKeyValueRange()) {
        // A broker may name its topics as it likes.
        list.push_back({topic.size() > kTopicShown ? topic.first(kTopicShown) + u'…' : topic, count});
    }
    std::ranges::stable_sort(list, std::greater(), &TopicLoss::count);
    return list;
}

QString lossNote(const LinkStatus &status)
{
    const std::vector<TopicLoss> list = losses(status);
    if (list.empty()) {
        return {};
    }
    return Words::tr("%1 messages dropped, most of %2")
        .arg(QLocale().toString(status.messages.dropped), list.front().topic);
}

QStringList lossLines(const LinkStatus &status)
{
    const std::vector<TopicLoss> list = losses(status);
    if (list.empty()) {
        return {};
    }
    const QLocale locale;
    QStringList lines{Words::tr("Dropped, because they came faster than they were handled:")};
    const auto shown = std::min(std::size_t(kDropsShown), list.size());
    for (const TopicLoss &loss : std::span(list).first(shown)) {
        lines << Words::tr("%1  of %2").arg(locale.toString(loss.count), loss.topic);
    }
    if (shown < list.size()) {
        lines << Words::tr("and of %1 more topics").arg(locale.toString(quint64(list.size() - shown)));
    }
    return lines;
}

QString keysWords(const AccountStatus &account, EventTime now)
{
    const double left = std::chrono::duration<double>(*account.keysExpireAt - now).count();
    return left > 0 ? Words::tr("keys for another %1").arg(lengthWords(left))
                    : Words::tr("keys expired, new ones with the next connection");
}

// What an account is good for: "2 devices on the account, keys for another 54 min".
QString accountNote(const AccountStatus &account, EventTime now)
{
    const auto count = account.devices.size();
    QString note = count == 1 ? Words::tr("1 device on the account")
                              : Words::tr("%1 devices on the account").arg(QLocale().toString(count));
    if (account.keysExpireAt) {
        note += u", "_s + keysWords(account, now);
    }
    if (account.unread > 0) {
        note += u'\n' + Words::tr("%1 more that the profile does not read").arg(QLocale().toString(account.unread));
    }
    return account.problem.isEmpty() ? note : QString(note + u'\n' + account.problem);
}

QStringList accountLines(const LinkStatus &status)
{
    QStringList lines;
    if (!status.account) {
        return lines;
    }
    for (const AccountDevice &device : status.account->devices) {
        QStringList firmware;
        for (const AccountFirmware &part : device.firmware) {
            firmware << u"%1: %2"_s.arg(part.code).arg(part.version);
        }
        const QString state = device.online ? Words::tr("online", "a device at the cloud")
                                            : Words::tr("offline", "a device at the cloud");
        lines << Words::tr("On the account: %1 (%2), %3").arg(device.name, device.id, state);
        if (!firmware.isEmpty()) {
            lines << Words::tr("Firmware by part: %1").arg(firmware.join(u", "_s));
        }
    }
    lines << Words::tr("Signed in %1, session renewed %2 times")
                 .arg(QLocale().toString(status.account->signIns), QLocale().toString(status.account->refreshes));
    return lines;
}

} // namespace

StateMark markOf(const LinkStatus &status)
{
    switch (status.state) {
    case LinkState::Connecting:
        return StateMark::Connecting;
    case LinkState::Connected:
        return status.stale ? StateMark::Attention : StateMark::Alive;
    case LinkState::Interrupted:
        return StateMark::Attention;
    case LinkState::Lost:
        return StateMark::Bad;
    case LinkState::Closed:
        return StateMark::Disconnected;
    }
    return StateMark::Disconnected;
}

QString stateWords(const LinkStatus &status)
{
    switch (status.state) {
    case LinkState::Connecting:
        if (!status.doing.isEmpty()) {
            return status.doing;
        }
        return status.attempt > 1 ? Words::tr("connecting, attempt %1").arg(QLocale().toString(status.attempt))
                                  : Words::tr("connecting");
    case LinkState::Connected:
        return status.stale ? Words::tr("connected but silent") : Words::tr("connected");
    case LinkState::Interrupted:
        return Words::tr("interrupted");
    case LinkState::Lost:
        return Words::tr("lost");
    case LinkState::Closed:
        return Words::tr("not connected");
    }
    return Words::tr("unknown");
}

QString noteWords(const LinkStatus &status, EventTime now)
{
    QStringList parts;
    const bool isTrouble = status.state != LinkState::Connected && status.state != LinkState::Closed;
    if (isTrouble && !status.reason.isEmpty()) {
        parts << Words::tr("why: %1").arg(status.reason);
    }
    if (isTrouble && !status.inference.isEmpty()) {
        parts << status.inference; // begins with "probably"
    }
    if (isTrouble && status.nextTryAt && status.state != LinkState::Lost) {
        const qint64 left = std::chrono::ceil<std::chrono::seconds>(*status.nextTryAt - now).count();
        parts << (left > 0 ? Words::tr("next try in %1").arg(seconds(left)) : Words::tr("trying now"));
    }
    if (status.state == LinkState::Connected && !status.note.isEmpty()) {
        parts << status.note;
    }
    if (status.state == LinkState::Connected && status.account) {
        parts << accountNote(*status.account, now);
    }
    if (const QString loss = lossNote(status); !loss.isEmpty()) {
        parts << loss;
    }
    return parts.join(u'\n');
}

QString moreDevicesWords(const ConnectionItem &item)
{
    if (item.unlisted.count() == 0 && !item.hasFurther) {
        return {};
    }
    const QLocale locale;
    const auto listed = qint64(item.devices.size());
    const QString words = Words::tr("the first %1 of %2 devices are listed", "both numbers are large")
                              .arg(locale.toString(listed), locale.toString(listed + item.unlisted.count()));
    return item.hasFurther ? Words::tr("%1; further devices are only in the log").arg(words) : words;
}

QString elsewhereWords(const DeviceItem &device)
{
    return device.elsewhere.isEmpty() ? QString()
                                      : Words::tr("one device, also heard through %1")
                                            .arg(device.elsewhere.join(Words::tr(" and ", "between two names")));
}

QString agoWords(const std::optional<EventTime> &at, EventTime now)
{
    if (!at) {
        return u"–"_s;
    }
    const qint64 age = std::chrono::floor<std::chrono::seconds>(now - *at).count();
    if (age < 2) {
        return Words::tr("now");
    }
    if (age < 60) {
        return Words::tr("%1 ago").arg(seconds(age));
    }
    const QLocale locale;
    if (age < 3600) {
        return Words::tr("%1 ago").arg(withUnit(locale.toString(age / 60), Words::tr("min", "minutes")));
    }
    if (age < 48LL * 3600) {
        return Words::tr("%1 ago").arg(withUnit(locale.toString(age / 3600), Words::tr("h", "hours")));
    }
    return Words::tr("%1 ago").arg(withUnit(locale.toString(age / 86400), Words::tr("days")));
}

QString rateWords(const std::optional<double> &perSecond)
{
    if (!perSecond) {
        return u"–"_s;
    }
    return withUnit(QLocale().toString(*perSecond, 'f', *perSecond < 99.95 ? 1 : 0), Words::tr("/s", "per second"));
}

QString diagnosticsWords(const LinkStatus &status, EventTime now)
{
    const QLocale locale;
    const MessageCounts &counts = status.messages;
    QStringList lines;
    lines << status.url << stateWords(status);
    if (const QString note = noteWords(status, now); !note.isEmpty()) {
        lines << note;
    }
    lines << Words::tr("Messages: %1 received, %2 decoded, %3 ignored, %4 undecodable, %5 waiting, %6 dropped")
                 .arg(locale.toString(counts.received), locale.toString(counts.decoded),
                     locale.toString(counts.ignored), locale.toString(counts.undecodable),
                     locale.toString(counts.waiting), locale.toString(counts.dropped));
    lines << Words::tr("Established %1, interrupted %2, resumed %3 times")
                 .arg(locale.toString(status.established), locale.toString(status.interrupted),
                     locale.toString(status.resumed));
    if (const CommandCounts &commands = status.commands; commands != CommandCounts()) {
        lines << Words::tr("Commands: %1 waiting, %2 sent, %3 acknowledged, %4 expired, %5 dropped, %6 refused")
                     .arg(locale.toString(commands.waiting), locale.toString(commands.sent),
                         locale.toString(commands.acknowledged), locale.toString(commands.expired),
                         locale.toString(commands.dropped), locale.toString(commands.refused));
    }
    lines << accountLines(status) << sessionLines(status) << lossLines(status) << reasonLines(status);
    const qsizetype shown = std::min(status.drops.size(), kDropsShown);
    if (shown > 0) {
        lines << Words::tr("Last drops:");
        for (qsizetype i = status.drops.size() - shown; i < status.drops.size(); ++i) {
            lines << dropLine(status.drops.at(i));
        }
    }
    return lines.join(u'\n');
}

} // namespace ember
