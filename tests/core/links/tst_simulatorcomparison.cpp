// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparisontable.h"
#include "simulatedcourse.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

using namespace ember;
using namespace Qt::StringLiterals;
using nwp500::Status;

namespace {

constexpr double kHour = 3600;
constexpr double kWhPerKelvin = 281; // of the tank, §5
constexpr double kDays = 2 * 24 * kHour;
constexpr quint64 kSeeds[] = {1, 7, 42, 20'251'217};

/// The keys that are looked at.
struct Keys
{
    int command = Status::key("command"), state = Status::key("currentStatenum"),
        power = Status::key("currentInstPower"), upper = Status::key("tankUpperTemperature"),
        lower = Status::key("tankLowerTemperature"), dhw = Status::key("dhwTemperature"),
        setpoint = Status::key("dhwTemperatureSetting"), charge = Status::key("dhwChargePer"),
        available = Status::key("availableEnergyCapacity"), total = Status::key("totalEnergyCapacity"),
        mode = Status::key("operationMode"), heatUse = Status::key("currentHeatUse"),
        busy = Status::key("operationBusy"), element = Status::key("heatUpperUse"), comp = Status::key("compUse"),
        fan = Status::key("evaFanUse"), valve = Status::key("eevUse"), step = Status::key("eevStep"),
        draw = Status::key("dhwUse"), setting = Status::key("dhwOperationSetting"),
        discharge = Status::key("dischargeTemperature"), suction = Status::key("suctionTemperature"),
        evaporator = Status::key("evaporatorTemperature"), superheat = Status::key("currentSuperHeat"),
        ambient = Status::key("ambientTemperature"), wifi = Status::key("wifiRssi"),
        fanTarget = Status::key("targetFanRpm"), tou = Status::key("touStatus");
};
const Keys &k()
{
    static const Keys keys;
    return keys;
}

struct Span
{
    double from = 1e300, to = -1e300;
    void add(double value)
    {
        from = std::min(from, value);
        to = std::max(to, value);
    }
};

/// Values whose middle and ends are asked for.
struct Sample
{
    std::vector<double> values;
    void add(double value) { values.push_back(value); }
    [[nodiscard]] double quantile(double part)
    {
        if (values.empty()) {
            return std::nan("");
        }
        const auto at = values.begin() + std::ptrdiff_t(part * double(values.size() - 1));
        std::nth_element(values.begin(), at, values.end());
        return *at;
    }
};

/// How much something changed in how much time.
struct Slope
{
    double change = 0, hours = 0;
    void add(double difference, double seconds)
    {
        change += difference;
        hours += seconds / kHour;
    }
    [[nodiscard]] double perHour() const { return change / hours; }
};

/// So many of so many.
struct Share
{
    qsizetype wrong = 0, of = 0;
    void add(bool right)
    {
        wrong += right ? 0 : 1;
        ++of;
    }
};

bool onlyElement(const Status &s)
{
    return s[k().heatUse] == 2 && s[k().element] == 2;
}
bool both(const Status &s)
{
    return s[k().heatUse] == 3 && s[k().element] == 2;
}

/// Everything that is measured on the way through the courses.
struct Measured
{
    std::map<QByteArray, Span> spans; // every key
    std::map<int, Span> powers; // by state, without the element
    std::map<int, Span> durations; // s, of states that were entered and left
    std::set<QString> transitions, commands, totals, modes, tariffs, keySets;
    std::map<int, std::set<QString>> looks; // by state: compressor, fan, valve
    Span parked, running; // eevStep
    Span elementPower, bothPower;
    Sample idlePower, gaps, startPower, endPower, wifi, discharge, suction, evaporator, superheat, ambientRunning,
        ambientIdle;
    Slope recovery, standby, drawUpper, drawLower, charge;
    double heat = 0, electricity = 0, pumpHours = 0; // Wh, h; of the heat pump alone, nobody drawing
    Share floorOfUpper, chargeFormula, availableFormula, totalFormula, elementState, elementMode, bothState, bothMode,
        busyWithHeatUse, pushSession, replySession, pushOrder;
    double hours = 0;
    qsizetype flickers = 0, statuses = 0;
};

void measureAlone(Measured &m, const Status &s)
{
    const int state = s[k().state];
    for (qsizetype i = 0; i < Status::keys().size(); ++i) {
        if (s[int(i)] != nwp500::kAbsent) {
            m.spans[Status::keys().at(i)].add(s[int(i)]);
        }
    }
    ++m.statuses;
    m.keySets.insert(QString::number(s.count));
    m.commands.insert(QString::number(s[k().command]));
    m.modes.insert(QString::number(s[k().mode]));
    m.tariffs.insert(QString::number(s[k().tou]));
    m.totals.insert(QString::number(s[k().total]));
    m.looks[state].insert(u"%1%2%3"_s.arg(s[k().comp]).arg(s[k().fan]).arg(s[k().valve]));
    if (s[k().element] == 1) {
        m.powers[state].add(s[k().power]);
        if (state == 20) {
            m.idlePower.add(s[k().power]);
            m.parked.add(s[k().step]);
        }
    }
    if (state == 50) {
        m.running.add(s[k().step]);
    }
    if (onlyElement(s)) {
        m.elementPower.add(s[k().power]);
        m.elementState.add(state == 20);
        m.elementMode.add(s[k().mode] == 64);
    } else if (both(s)) {
        m.bothPower.add(s[k().power]);
        m.bothState.add(state == 50);
        m.bothMode.add(s[k().mode] == 96);
    }
    m.busyWithHeatUse.add((s[k().busy] == 2) == (s[k().heatUse] != 0));
    m.wifi.add(s[k().wifi]);
    const bool isReply = s[k().command] == 16'777'219;
    (isReply ? m.replySession : m.pushSession).add(s.session.size() == (isReply ? 13 : 1));
}

void measureFormulas(Measured &m, const Status &s)
{
    const double upper = s[k().upper] / 10.0;
    const double lower = s[k().lower] / 10.0;
    const double setpoint = s[k().setpoint] / 2.0;
    m.floorOfUpper.add(s[k().dhw] == int(std::floor(upper * 2 + 1e-9)));
    m.chargeFormula.add(s[k().charge] == std::min(100, int(std::floor(100 * (upper - 35) / (setpoint - 35) + 1e-9))));
    const double available = 70.25 * std::max(0.0, setpoint - (upper + lower) / 2);
    m.availableFormula.add(std::abs(s[k().available] - available) <= 11);
    const double reference = s.count == 102 ? 40.5 : 34;
    m.totalFormula.add(std::abs(s[k().total] - 70.25 * (setpoint - reference)) <= 1);
}

/// From one status to the next of the same unit.
void measureStep(Measured &m, const Status &a, const Status &b)
{
    const double seconds = b.seconds - a.seconds;
    m.gaps.add(seconds);
    m.hours += seconds / kHour;
    m.flickers += a[k().draw] != b[k().draw] ? 1 : 0;
    const double upper = (b[k().upper] - a[k().upper]) / 10.0;
    const double lower = (b[k().lower] - a[k().lower]) / 10.0;
    const bool isDry = a[k().draw] == 1 && b[k().draw] == 1;
    const bool isQuiet = a[k().heatUse] == 0 && b[k().heatUse] == 0 && a[k().state] == 20 && b[k().state] == 20;
    if (isDry && isQuiet) {
        m.standby.add(-upper, seconds);
    }
    if (a[k().draw] == 2 && b[k().draw] == 2 && isQuiet) {
        m.drawUpper.add(-upper, seconds);
        m.drawLower.add(-lower, seconds);
    }
    if (isQuiet) {
        m.charge.add(a[k().charge] - b[k().charge], seconds);
    }
    const bool pumps = a[k().state] == 50 && b[k().state] == 50 && a[k().element] == 1 && b[k().element] == 1;
    if (pumps && isDry) {
        if (b[k().upper] < 605) {
            m.recovery.add(upper, seconds);
        }
        m.heat += (upper + lower) / 2 * kWhPerKelvin;
        m.pumpHours += seconds / kHour;
        m.electricity += (a[k().power] + b[k().power]) / 2.0 * seconds / kHour;
    }
}

/// A run of the heat pump, once it is settled.
void measureRunning(Measured &m, const Status &s, double since)
{
    if (s[k().element] == 1) {
        if (s[k().upper] <= 588) {
            m.startPower.add(s[k().power]);
        } else if (s[k().upper] >= 605) {
            m.endPower.add(s[k().power]);
        }
    }
    if (s.seconds - since < 25 * 60) {
        return;
    }
    m.superheat.add(s[k().superheat]);
    if (s.count == 102) { // the figures of §5 are December's, when the firmware was the newer one
        m.discharge.add(s[k().discharge]);
        m.suction.add(s[k().suction]);
        m.evaporator.add(s[k().evaporator]);
        m.ambientRunning.add(s[k().ambient]);
    }
}

/// The pushes that tell a change come in the order heat source, operation mode, component (§2).
void measurePushOrder(Measured &m, const std::vector<Status> &course)
{
    constexpr double kLongAgo = -1e9;
    double source = kLongAgo;
    bool isModeDue = false;
    for (const Status &s : course) {
        if (s[k().command] == 67'108'868) {
            source = s.seconds;
            isModeDue = true;
        } else if (s[k().command] == 67'108'883) {
            m.pushOrder.add(isModeDue && s.seconds - source < 60);
            isModeDue = false;
        } else if (s[k().command] == 67'108'892 && s.seconds - source < 60) {
            m.pushOrder.add(!isModeDue);
        }
    }
}

void measure(Measured &m, const std::vector<Status> &course)
{
    std::optional<double> entered, runningSince, idleSince;
    for (std::size_t i = 0; i < course.size(); ++i) {
        const Status &s = course[i];
        measureAlone(m, s);
        measureFormulas(m, s);
        if (i > 0) {
            measureStep(m, course[i - 1], s);
            const int from = course[i - 1][k().state];
            if (from != s[k().state]) {
                m.transitions.insert(u"%1→%2"_s.arg(from).arg(s[k().state]));
                if (entered) {
                    m.durations[from].add(s.seconds - *entered);
                }
                entered = s.seconds;
            }
        }
        runningSince = s[k().state] == 50 ? runningSince.value_or(s.seconds) : std::optional<double>();
        idleSince = s[k().state] == 20 && s[k().element] == 1 ? idleSince.value_or(s.seconds) : std::optional<double>();
        if (runningSince) {
            measureRunning(m, s, *runningSince);
        }
        if (idleSince && s.seconds - *idleSince > kHour && s.count == 102) {
            m.ambientIdle.add(s[k().ambient]);
        }
    }
    measurePushOrder(m, course);
}

} // namespace

/// The simulated units beside real ones: what the captures show (nwp500.md §2 and §5, the numbers copied here with
/// their section), what the simulator does in two days of several seeds, and whether the two agree. Prints the table.
class SimulatorComparisonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSimulatedUnitsAreLikeTheRealOnes();

private:
    void compareStates();
    void comparePower();
    void compareFormulas();
    void compareCourse();
    void compareReadings();
    void compareMessages();
    void compareRanges();
    void compareCommands();

    Measured m_seen;
    ComparisonTable m_table;
};

void SimulatorComparisonTest::theSimulatedUnitsAreLikeTheRealOnes()
{
    for (const quint64 seed : kSeeds) {
        for (const auto &course : nwp500::course(seed, kDays)) {
            measure(m_seen, course);
        }
    }
    QVERIFY(m_seen.statuses > 100'000);
    compareStates();
    comparePower();
    compareFormulas();
    compareCourse();
    compareReadings();
    compareMessages();
    compareCommands();
    compareRanges();
    m_table.print();
    QVERIFY2(m_table.differences().isEmpty(), qPrintable(m_table.differences().join(u'\n')));
}

void SimulatorComparisonTest::compareStates()
{
    using Texts = std::set<QString>;
    m_table.same(u"transitions of currentStatenum"_s, u"§5 simulator rules"_s,
        Texts{u"20→30"_s, u"30→40"_s, u"40→50"_s, u"50→60"_s, u"60→70"_s, u"70→20"_s}, m_seen.transitions);
    // compUse, evaFanUse, eevUse: 1 off, 2 on.
    const std::map<int, Texts> looks{
        {20, {u"111"_s}}, {30, {u"122"_s}}, {40, {u"222"_s}}, {50, {u"222"_s}}, {60, {u"122"_s}}, {70, {u"112"_s}}};
    for (const auto &[state, look] : looks) {
        m_table.same(
            u"state %1: compressor, fan, valve"_s.arg(state), u"§5 simulator rules"_s, look, m_seen.looks[state]);
    }
    m_table.within(u"state 20: eevStep"_s, u"§5 simulator rules"_s, 480, 480, m_seen.parked.from, m_seen.parked.to);
    m_table.within(u"state 50: eevStep"_s, u"§5 mechanics"_s, 95, 140, m_seen.running.from, m_seen.running.to);
    m_table.within(
        u"state 60 lasts, s"_s, u"§5 simulator rules"_s, 0, 30, m_seen.durations[60].from, m_seen.durations[60].to);
    m_table.within(u"state 70 lasts, s (about 4.5 min)"_s, u"§5 simulator rules"_s, 240, 300, m_seen.durations[70].from,
        m_seen.durations[70].to);
}

void SimulatorComparisonTest::comparePower()
{
    m_table.within(u"idle: lowest power, W"_s, u"§5 operation"_s, 1, 1, m_seen.powers[20].from, m_seen.powers[20].from);
    m_table.about(u"idle: median power, W"_s, u"§5 operation"_s, 1, 0, m_seen.idlePower.quantile(0.5));
    struct Level
    {
        int state, lowest, highest;
    };
    for (const auto &[state, lowest, highest] :
        {Level{30, 1, 17}, Level{40, 9, 13}, Level{50, 432, 479}, Level{70, 1, 9}}) {
        m_table.within(u"state %1: power, W"_s.arg(state), u"§5 simulator rules"_s, lowest, highest,
            m_seen.powers[state].from, m_seen.powers[state].to);
    }
    m_table.about(u"heat pump at 58.8 °C, W"_s, u"§5 simulator rules"_s, 442, 8, m_seen.startPower.quantile(0.5));
    m_table.about(u"heat pump at 60.6 °C, W"_s, u"§5 simulator rules"_s, 479, 8, m_seen.endPower.quantile(0.5));
    m_table.within(
        u"element alone: power, W"_s, u"§5 operation"_s, 2362, 5378, m_seen.elementPower.from, m_seen.elementPower.to);
    m_table.never(
        u"element alone: state 20"_s, u"§5 simulator rules"_s, m_seen.elementState.wrong, m_seen.elementState.of);
    m_table.never(
        u"element alone: operationMode 64"_s, u"§5 operation"_s, m_seen.elementMode.wrong, m_seen.elementMode.of);
    m_table.within(u"both: power, W"_s, u"§5 operation"_s, 2362, 5378, m_seen.bothPower.from, m_seen.bothPower.to);
    m_table.never(u"both: state 50"_s, u"§5 simulator rules"_s, m_seen.bothState.wrong, m_seen.bothState.of);
    m_table.never(u"both: operationMode 96"_s, u"§5 operation"_s, m_seen.bothMode.wrong, m_seen.bothMode.of);
    m_table.never(u"operationBusy 2 while something heats"_s, u"§5 operation"_s, m_seen.busyWithHeatUse.wrong,
        m_seen.busyWithHeatUse.of);
}

void SimulatorComparisonTest::compareFormulas()
{
    m_table.never(u"dhwTemperature = floor(upper to 0.5 °C)"_s, u"§5 temperatures"_s, m_seen.floorOfUpper.wrong,
        m_seen.floorOfUpper.of);
    m_table.never(u"charge = floor(100(upper−35)/(setpoint−35))"_s, u"§5 operation"_s, m_seen.chargeFormula.wrong,
        m_seen.chargeFormula.of);
    m_table.never(u"available = 70.25·deficit ± 11"_s, u"§5 simulator rules"_s, m_seen.availableFormula.wrong,
        m_seen.availableFormula.of);
    m_table.never(u"total = 70.25(setpoint−40.5 or 34) ± 1"_s, u"§5 simulator rules"_s, m_seen.totalFormula.wrong,
        m_seen.totalFormula.of);
    m_table.same(
        u"total, counts (those at 60.5 °C)"_s, u"§5 energy"_s, std::set<QString>{u"1404"_s, u"1861"_s}, m_seen.totals);
}

void SimulatorComparisonTest::compareCourse()
{
    // 58.8 → 60.6 °C in 53 min; of one run, with whatever was drawn meanwhile.
    m_table.about(
        u"recovery of the upper half, K/h"_s, u"§5 simulator rules"_s, 1.8 / 53 * 60, 0.3, m_seen.recovery.perHour());
    const double lost = m_seen.standby.perHour() * kWhPerKelvin * m_seen.pumpHours;
    m_table.about(u"heat made and lost from electricity (COP)"_s, u"§5 simulator rules"_s, 2.9, 0.2,
        (m_seen.heat + lost) / m_seen.electricity);
    m_table.about(
        u"standby loss of the upper half, K/h"_s, u"§5 simulator rules"_s, 0.5, 0.1, m_seen.standby.perHour());
    m_table.add(u"the lower half loses more in a draw, K/h"_s, u"§5 simulator rules"_s, u"lower > upper"_s,
        u"%1 > %2"_s.arg(
            ComparisonTable::number(m_seen.drawLower.perHour()), ComparisonTable::number(m_seen.drawUpper.perHour())),
        m_seen.drawLower.perHour() > m_seen.drawUpper.perHour());
    m_table.about(
        u"loss of charge, %/h (100 → 93 in 3.5 h)"_s, u"§5 simulator rules"_s, 2, 0.7, m_seen.charge.perHour());
    m_table.about(u"changes of dhwUse an hour (58 in 4.5 h)"_s, u"§5 operation"_s, 12.9, 6,
        double(m_seen.flickers) / m_seen.hours);
}

void SimulatorComparisonTest::compareReadings()
{
    // "About" in the source: nine tenths of the readings are held to it, the rest to the range that was seen.
    const auto most = [this](const QString &what, double lowest, double highest, Sample &sample) {
        m_table.within(what + u", 5 to 95 %"_s, u"§5 simulator rules"_s, lowest, highest, sample.quantile(0.05),
            sample.quantile(0.95));
    };
    most(u"running: discharge, °C/10"_s, 650, 722, m_seen.discharge);
    most(u"running: suction, °C/10"_s, 70, 110, m_seen.suction);
    most(u"running: evaporator, °C/10"_s, 60, 70, m_seen.evaporator);
    most(u"running: superheat, K/10"_s, 35, 60, m_seen.superheat);
    m_table.about(u"running: ambient, °C/10"_s, u"§5 simulator rules"_s, 156, 4, m_seen.ambientRunning.quantile(0.5));
    most(u"idle: ambient, °C/10"_s, 230, 240, m_seen.ambientIdle);
    const double middle = m_seen.wifi.quantile(0.5);
    m_table.within(u"wifiRssi: most within ± 2 of the middle"_s, u"§5 simulator rules"_s, middle - 2, middle + 2,
        m_seen.wifi.quantile(0.15), m_seen.wifi.quantile(0.85));
}

void SimulatorComparisonTest::compareMessages()
{
    using Texts = std::set<QString>;
    m_table.same(u"status.command of polls and pushes"_s, u"§2 push behaviour"_s,
        Texts{u"0"_s, u"16777219"_s, u"67108868"_s, u"67108883"_s, u"67108892"_s}, m_seen.commands);
    m_table.never(u"a reply's session is ms since 1970"_s, u"§2 request envelope"_s, m_seen.replySession.wrong,
        m_seen.replySession.of);
    m_table.never(
        u"a push's session is one digit"_s, u"§2 push behaviour"_s, m_seen.pushSession.wrong, m_seen.pushSession.of);
    m_table.never(u"pushes tell heat source, mode, component in turn"_s, u"§2 push behaviour"_s, m_seen.pushOrder.wrong,
        m_seen.pushOrder.of);
    m_table.about(u"gap with a 30 s poll: median, s"_s, u"§2 push behaviour"_s, 4.2, 1.2, m_seen.gaps.quantile(0.5));
    m_table.about(u"gap with a 30 s poll: 90 %, s"_s, u"§2 push behaviour"_s, 22, 5, m_seen.gaps.quantile(0.9));
    m_table.within(u"gap with a 30 s poll: longest, s"_s, u"§2 push behaviour"_s, 0, 32, 0, m_seen.gaps.quantile(1));
    m_table.same(u"keys in a status, older and newer firmware"_s, u"§5"_s, Texts{u"102"_s, u"87"_s}, m_seen.keySets);
    m_table.same(u"operationMode"_s, u"§5 operation"_s, Texts{u"0"_s, u"32"_s, u"64"_s, u"96"_s}, m_seen.modes);
    m_table.same(u"touStatus"_s, u"§5 operation"_s, Texts{u"0"_s, u"1"_s, u"3"_s}, m_seen.tariffs);
}

void SimulatorComparisonTest::compareRanges()
{
    for (const nwp500::Range &range : nwp500::kSeen) {
        const Span &span = m_seen.spans[range.key];
        m_table.within(
            QString::fromLatin1(range.key), u"§5 column seen"_s, range.lowest, range.highest, span.from, span.to);
    }
}

void SimulatorComparisonTest::compareCommands()
{
    // §2: an ack carries the new setting and the old running state; the running state follows in later pushes.
    SimulationOptions options;
    options.seed = 7;
    Simulation simulation(options);
    Status before;
    QByteArray mac;
    while (before.seconds < 30 || before[k().heatUse] != 0) {
        const SimulatedStep step = simulation.next();
        mac = Status::textBehind(step.payload, "\"macAddress\":\"");
        (void)before.read(step.simulatedSeconds, step.payload);
    }
    const QString topic = u"cmd/52/navilink-%1/ctrl"_s.arg(QString::fromLatin1(mac));
    const QByteArray command
        = R"({"clientID":"me","sessionID":"1758919352905","protocolVersion":2,"request":{"command":)"
          R"(33554437,"deviceType":52,"macAddress":")"
        + mac + R"(","additionalValue":"5322","mode":"dhw-mode","param":[2],"paramStr":""},"requestTopic":")"
        + topic.toUtf8() + R"(","responseTopic":"cmd/52/me/res"})";
    const auto answer = simulation.hear(topic, command, before.seconds / options.speed);
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error()));
    Status ack;
    QVERIFY(ack.read(answer->simulatedSeconds, answer->payload));
    m_table.same(u"ack of dhw-mode: status.command"_s, u"§2 push behaviour"_s, std::set<QString>{u"33554437"_s},
        std::set<QString>{QString::number(ack[k().command])});
    m_table.same(u"ack: session of the request"_s, u"§2 push behaviour"_s, std::set<QString>{u"1758919352905"_s},
        std::set<QString>{QString::fromLatin1(ack.session)});
    m_table.within(
        u"ack: the new setting (2, electric)"_s, u"§2 push behaviour"_s, 2, 2, ack[k().setting], ack[k().setting]);
    m_table.within(u"ack: the old operationMode"_s, u"§2 push behaviour"_s, before[k().mode], before[k().mode],
        ack[k().mode], ack[k().mode]);
    QList<int> pushes;
    Status later;
    while (later.seconds < ack.seconds + 120 && later[k().element] != 2) {
        const SimulatedStep step = simulation.next();
        QVERIFY(later.read(step.simulatedSeconds, step.payload));
        if (later[k().command] > 67'108'864) {
            pushes.append(later[k().command]);
        }
    }
    m_table.add(u"then pushes: heat source, mode, element"_s, u"§2 push behaviour"_s, u"67108868 67108883 67108892"_s,
        u"%1 %2 %3"_s.arg(pushes.value(0)).arg(pushes.value(1)).arg(pushes.value(2)),
        pushes.mid(0, 3) == QList<int>{67'108'868, 67'108'883, 67'108'892});
    m_table.within(
        u"after them: operationMode, element on"_s, u"§5 operation"_s, 64, 64, later[k().mode], later[k().mode]);
}

QTEST_GUILESS_MAIN(SimulatorComparisonTest)
#include "tst_simulatorcomparison.moc"
