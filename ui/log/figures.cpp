// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/figures.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QLocale>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

struct Figures
{
    Q_DECLARE_TR_FUNCTIONS(ember::Figures)
};

QDateTime localTime(EventTime time)
{
    const auto sinceEpoch = time.time_since_epoch();
    return QDateTime::fromMSecsSinceEpoch(std::chrono::floor<std::chrono::milliseconds>(sinceEpoch).count());
}

} // namespace

QString Figure::text() const
{
    return unit.isEmpty() ? number : QString(number + kThinSpace + unit);
}

Figure millisecondsFigure(quint64 nanoseconds)
{
    const double milliseconds = double(nanoseconds) / 1e6;
    const int decimals = milliseconds < 10.0 ? 3 : milliseconds < 100.0 ? 2 : milliseconds < 1000.0 ? 1 : 0;
    return {QLocale().toString(milliseconds, 'f', decimals), u"ms"_s};
}

Figure durationFigure(quint64 nanoseconds)
{
    const QLocale locale;
    if (nanoseconds < 1'000) {
        return {locale.toString(nanoseconds), u"ns"_s};
    }
    if (nanoseconds < 100'000) {
        return {locale.toString(double(nanoseconds) / 1e3, 'f', nanoseconds < 10'000 ? 1 : 0), u"µs"_s};
    }
    if (nanoseconds < 1'000'000'000) {
        return {locale.toString(double(nanoseconds) / 1e6, 'f', nanoseconds < 10'000'000 ? 2 : 0), u"ms"_s};
    }
    return {locale.toString(double(nanoseconds) / 1e9, 'f', 2), u"s"_s};
}

QString countText(quint64 count)
{
    return QLocale().toString(count);
}

QString sizeText(qint64 bytes)
{
    constexpr qint64 kStep = 1'000;
    if (bytes < kStep) {
        return bytes == 1 ? Figures::tr("1 byte") : Figures::tr("%1 bytes").arg(bytes);
    }
    qint64 unit = kStep;
    while (bytes / unit >= kStep) {
        unit *= kStep;
    }
    return QLocale().formattedDataSize(bytes, bytes / unit < 10 && bytes % unit > 0 ? 1 : 0, QLocale::DataSizeSIFormat);
}

QString clockText(EventTime time)
{
    return localTime(time).toString(u"HH:mm:ss.zzz"_s);
}

QString fullTimeText(EventTime time)
{
    const auto micros = time.time_since_epoch().count() % 1'000'000;
    const QDateTime local = localTime(time);
    return local.toString(u"yyyy-MM-dd HH:mm:ss."_s) + QString::number(micros).rightJustified(6, u'0')
        + local.toOffsetFromUtc(local.offsetFromUtc()).toString(u" t"_s);
}

QString ageText(std::chrono::microseconds age)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(age).count();
    if (seconds < 1) {
        return Figures::tr("just now");
    }
    if (seconds < 100) {
        return Figures::tr("%1 s ago").arg(seconds);
    }
    if (seconds < 100 * 60) {
        return Figures::tr("%1 min ago").arg(seconds / 60);
    }
    if (seconds < 48 * 3600) {
        return Figures::tr("%1 h ago").arg(seconds / 3600);
    }
    return Figures::tr("%1 days ago").arg(seconds / 86400);
}

} // namespace ember
