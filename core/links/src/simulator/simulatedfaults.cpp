// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/links/simulationoptions.h>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace ember {

namespace {
using std::chrono::milliseconds;

constexpr double kLongestMs = 1e12; // more than 30 years: keeps sums of times far from overflowing
constexpr int kHighestCode = 999;
constexpr int kHighestSubCode = 99;

Error wrong(QStringView part, const QString &why)
{
    return {u"The simulator's fault \"%1\" %2."_s.arg(part, why)};
}

QString knownFaults()
{
    return u"known faults are E and an error code (E799, with a sub-code E407/1), clear, drop, garbage and silence "
           "(silence/20m for another length than 15m), each with a time: E799@30s"_s;
}

/// "1.5m" in ms; none if it is not a time.
std::optional<milliseconds> parseTime(QStringView text)
{
    struct Unit
    {
        QStringView name;
        double ms;
    };
    static constexpr std::array<Unit, 4> kUnits{{{u"ms", 1}, {u"s", 1e3}, {u"m", 60e3}, {u"h", 3600e3}}};
    for (const Unit &unit : kUnits) {
        if (!text.endsWith(unit.name, Qt::CaseInsensitive)) {
            continue;
        }
        bool isNumber = false;
        const double ms = std::round(text.chopped(unit.name.size()).toDouble(&isNumber) * unit.ms);
        if (isNumber && ms >= 0 && ms <= kLongestMs) {
            return milliseconds(qint64(ms));
        }
    }
    return {};
}

std::optional<int> parseWhole(QStringView text, int lowest, int highest)
{
    for (const QChar c : text) {
        if (c < u'0' || c > u'9') {
            return {};
        }
    }
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    return isNumber && number >= lowest && number <= highest ? std::optional(number) : std::nullopt;
}

/// The part before the `@` of an error: code and perhaps sub-code.
Result<SimulatedFault> parseError(QStringView part, QStringView code, std::optional<QStringView> subCode)
{
    SimulatedFault fault;
    const auto number = parseWhole(code, 1, kHighestCode);
    if (!number) {
        return wrong(part, u"has no error code from E1 to E%1"_s.arg(kHighestCode));
    }
    fault.code = *number;
    if (subCode) {
        const auto subNumber = parseWhole(*subCode, 0, kHighestSubCode);
        if (!subNumber) {
            return wrong(part, u"has no sub-code from 0 to %1 behind the \"/\""_s.arg(kHighestSubCode));
        }
        fault.subCode = *subNumber;
    }
    return fault;
}

/// The part before the `@`.
Result<SimulatedFault> parseWhat(QStringView part, QStringView what)
{
    const qsizetype slash = what.indexOf(u'/');
    const QStringView name = slash < 0 ? what : what.first(slash);
    const auto argument = slash < 0 ? std::nullopt : std::optional(what.sliced(slash + 1));
    const auto is = [name](QStringView known) { return name.compare(known, Qt::CaseInsensitive) == 0; };

    if (name.size() > 1 && name.front().toUpper() == u'E' && name.at(1).isDigit()) {
        return parseError(part, name.sliced(1), argument);
    }
    SimulatedFault fault;
    if (is(u"silence")) {
        fault.kind = SimulatedFault::Kind::Silence;
        const auto duration = argument ? parseTime(*argument) : SimulatedFault::kUsualSilence;
        if (!duration) {
            return wrong(part, u"has no length like 20m behind the \"/\""_s);
        }
        fault.duration = *duration;
        return fault;
    }
    if (is(u"clear")) {
        fault.kind = SimulatedFault::Kind::Clear;
    } else if (is(u"drop")) {
        fault.kind = SimulatedFault::Kind::Drop;
    } else if (is(u"garbage")) {
        fault.kind = SimulatedFault::Kind::Garbage;
    } else {
        return wrong(part, u"is unknown; "_s + knownFaults());
    }
    if (argument) {
        return wrong(part, u"takes nothing behind \"%1\""_s.arg(name));
    }
    return fault;
}

Result<SimulatedFault> parseFault(QStringView part)
{
    const qsizetype at = part.indexOf(u'@');
    if (at < 0) {
        return wrong(part, u"has no time; "_s + knownFaults());
    }
    auto fault = parseWhat(part, part.first(at));
    if (!fault) {
        return fault;
    }
    const auto time = parseTime(part.sliced(at + 1));
    if (!time) {
        return wrong(part, u"has no time like 30s behind the \"@\"; the units are ms, s, m and h"_s);
    }
    fault.value().at = *time;
    return fault;
}
} // namespace

Result<QList<SimulatedFault>> parseFaults(QStringView text)
{
    QList<SimulatedFault> faults;
    for (const QStringView part : text.split(u',')) {
        const auto fault = parseFault(part.trimmed());
        if (!fault) {
            return Error{fault.error()};
        }
        faults.append(*fault);
    }
    return faults;
}

} // namespace ember
