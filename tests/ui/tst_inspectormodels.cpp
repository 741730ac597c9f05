// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/causesmodel.h"
#include "inspector/fieldsmodel.h"
#include "inspector/previoussearch.h"
#include "inspector/tracemodel.h"
#include "logfixture.h"
#include "theme/roles.h"

#include <ember/device/decoder.h>
#include <ember/device/profilelibrary.h>

#include <QtCore/QLocale>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <functional>
#include <stdexcept>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

std::shared_ptr<const HandlerInfo> handlerNamed(EventEmitter &emitter, HandlerId id)
{
    return emitter.handlerInfo(id);
}

} // namespace

class InspectorModelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void init()
    {
        m_fixture = std::make_unique<EmitterFixture>();
        EventEmitter &emitter = m_fixture->emitter();
        emitter.on(u"first",
            [&emitter](const Event &) {
                emitter.emitNext(Event(u"second"));
                emitter.emitNext(Event(u"third"));
            },
            {.priority = 1000, .name = u"detector"_s});
        emitter.on(u"first", [](const Event &) { throw std::runtime_error("no route"); },
            {.priority = 10, .name = u"alerts"_s});
        emitter.on(u"second", [&emitter](const Event &) { emitter.emitNext(Event(u"fourth")); }, {.name = u"chain"_s});
        emitter.emitEvent(Event(u"unrelated"));
        emitter.emitEvent(Event(u"first"));
        emitter.emitEvent(Event(u"unrelated"));
        m_log = m_fixture->snapshot();
    }

    LogRow rowOf(const QString &name) const
    {
        for (LogRow row = m_log.begin(); row < m_log.end(); ++row) {
            if (m_log.entry(row).event.name() == name) {
                return row;
            }
        }
        return m_log.end();
    }

    void effectsAreFoundWithTheirCauses()
    {
        const Descendants found = descendants(m_log, rowOf(u"first"_s));
        QStringList names;
        for (const InspectedEntry &entry : found.entries) {
            names << entry.event.name();
        }
        QCOMPARE(names.first(), u"first"_s);
        QVERIFY(!names.contains(u"unrelated"_s));
        for (const auto &name : {u"second"_s, u"third"_s, u"fourth"_s}) {
            QVERIFY2(names.contains(name), qPrintable(name));
        }
        const auto parentOf = [&](const QString &name) {
            const int parent = found.entries[std::size_t(names.indexOf(name))].parent;
            return parent < 0 ? QString() : names.at(parent);
        };
        QCOMPARE(parentOf(u"second"_s), u"first"_s);
        QCOMPARE(parentOf(u"fourth"_s), u"second"_s);
        QVERIFY(found.complete);
    }

    void causesReachBackToTheFirst()
    {
        const Causes found = causes(m_log, rowOf(u"fourth"_s));
        QCOMPARE(found.entries.size(), 2U);
        QCOMPARE(found.entries[0].event.name(), u"first"_s);
        QCOMPARE(found.entries[1].event.name(), u"second"_s);
        QVERIFY(!found.gone);
        QVERIFY(causes(m_log, rowOf(u"first"_s)).entries.empty());
    }

    void theTraceListsHandlersInTheOrderRun()
    {
        TraceModel model([this](HandlerId id) { return handlerNamed(m_fixture->emitter(), id); });
        QAbstractItemModelTester tester(&model);
        model.setEntries(descendants(m_log, rowOf(u"first"_s)));
        const QModelIndex root = model.index(0, 0);
        QCOMPARE(root.data().toString(), u"first"_s);
        QCOMPARE(model.index(0, TraceModel::Name, root).data().toString(), u"detector"_s);
        QCOMPARE(model.index(0, TraceModel::Priority, root).data().toString(), u"1000"_s);
        const QModelIndex failed = model.index(1, TraceModel::Result, root);
        QCOMPARE(failed.data().toString(), u"failed: no route"_s);
        QCOMPARE(failed.data(TraceModel::MarkRole).toInt(), int(StateMark::Bad));
        QVERIFY(!model.index(0, TraceModel::Result, root).data(TraceModel::MarkRole).isValid());
        // Effects stand beneath their cause, their own handlers beneath them.
        const QModelIndex second = model.index(2, 0, root);
        QCOMPARE(second.data().toString(), u"second"_s);
        QCOMPARE(model.index(0, 0, second).data().toString(), u"chain"_s);
        QCOMPARE(model.index(1, 0, second).data().toString(), u"fourth"_s);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void barsStandOnOneAxis()
    {
        TraceModel model({});
        model.setEntries(descendants(m_log, rowOf(u"first"_s)));
        const QModelIndex root = model.index(0, TraceModel::Axis);
        const QModelIndex first = model.index(0, TraceModel::Axis, model.index(0, 0));
        const QModelIndex later = model.index(2, TraceModel::Axis, model.index(0, 0));
        QCOMPARE(root.data(TraceModel::StartRole).toDouble(), 0.0);
        const double rootEnd = root.data(TraceModel::LengthRole).toDouble();
        QVERIFY(first.data(TraceModel::LengthRole).toDouble() <= rootEnd);
        QVERIFY(later.data(TraceModel::StartRole).toDouble() >= rootEnd);
        QVERIFY(rootEnd < 1.0);
    }

    void theTreeOfCausesHoldsTheEventInBetween()
    {
        CausesModel model;
        QAbstractItemModelTester tester(&model);
        const LogRow row = rowOf(u"second"_s);
        model.setEntries(causes(m_log, row), descendants(m_log, row), {u"a"_s, u"b"_s, u"c"_s});
        QCOMPARE(model.index(0, 0).data().toString(), u"first"_s);
        QCOMPARE(model.current().data().toString(), u"second"_s);
        QCOMPARE(model.current().parent().data().toString(), u"first"_s);
        QCOMPARE(model.current().data(CausesModel::LogRowRole).toULongLong(), row);
        const QModelIndex effect = model.index(0, 0, model.current());
        QCOMPARE(effect.data().toString(), u"fourth"_s);
        QCOMPARE(effect.siblingAtColumn(CausesModel::Summary).data().toString(), u"c"_s);
        model.clear();
        QVERIFY(!model.current().isValid());
    }

    void theMessageBeforeIsOfTheSameNameSourceAndConnection()
    {
        LogFixture fixture;
        const auto basement
            = std::make_shared<const Metadata>(Metadata{{Symbol::intern(u"connection"), u"basement"_s}});
        const auto attic = std::make_shared<const Metadata>(Metadata{{Symbol::intern(u"connection"), u"attic"_s}});
        const auto make = [](int n, const MetadataPtr &metadata, QStringView source) {
            return Event(EventInit{.name = Symbol::intern(u"device.status_received"),
                .source = Symbol::intern(source),
                .payload = Record::make({{u"n", n}}),
                .metadata = metadata});
        };
        fixture.appendRuns(make(1, basement, u"d/1"), {});
        fixture.appendRuns(make(2, attic, u"d/1"), {});
        fixture.appendRuns(make(3, basement, u"d/2"), {});
        fixture.append(5'000, u"something.else"); // more than a slice
        fixture.appendRuns(make(4, basement, u"d/1"), {});
        PreviousSearch search;
        QSignalSpy found(&search, &PreviousSearch::found);
        QSignalSpy none(&search, &PreviousSearch::notFound);
        const LogSnapshot log = fixture.log().snapshot();
        search.start(log, log.end() - 1);
        QTRY_COMPARE(found.size(), 1);
        QCOMPARE(found.first().first().value<Event>().field(u"n").toInteger(), 1);
        search.start(log, 0);
        QTRY_COMPARE(none.size(), 1);
        QVERIFY(!search.isRunning());
    }

    void theSearchForTheMessageBeforeEnds()
    {
        LogFixture fixture;
        fixture.append(1, u"wanted");
        fixture.append(PreviousSearch::kLookBack + 10, u"something.else");
        fixture.append(1, u"wanted");
        PreviousSearch search;
        QSignalSpy none(&search, &PreviousSearch::notFound);
        const LogSnapshot log = fixture.log().snapshot();
        search.start(log, log.end() - 1);
        QTRY_COMPARE(none.size(), 1);
        QCOMPARE(none.first().first().toULongLong(), PreviousSearch::kLookBack);
    }

    void anEventWithoutProfileShowsItsDataByName()
    {
        const Event event(u"connection.interrupted",
            Record::make({{u"reason", u"refused"_s}, {u"attempt", 3}, {u"nextTrySeconds", 2.5}}));
        const auto rows = fieldRows(event, nullptr, {});
        QCOMPARE(rows.size(), 3);
        const auto reason = std::ranges::find(rows, u"reason"_s, &FieldRow::path);
        QCOMPARE(reason->value, u"refused"_s);
        QCOMPARE(reason->filter, u"data.reason == \"refused\""_s);
        QVERIFY(reason->previous.isEmpty());
    }

    void ofVeryManyUnknownKeysTheRestIsSaid()
    {
        auto rows = rowsOfStatus([](QByteArray &body) {
            for (int i = 0; i < 20'000; ++i) {
                body += ",\"k" + QByteArray::number(i) + "\":" + QByteArray::number(i);
            }
        });
        QVERIFY2(rows.size() < 1'300, qPrintable(QString::number(rows.size())));
        const auto first = std::ranges::find(rows, u"unknown.k0"_s, &FieldRow::path);
        QVERIFY(first != rows.end());
        QCOMPARE(first->filter, u"data.unknown.k0 == 0"_s);
        const auto rest = std::ranges::find(rows, u"unknownOmitted"_s, &FieldRow::path);
        QVERIFY(rest != rows.end());
        QCOMPARE(rest->label, u"19,000 further keys"_s);
        QVERIFY(rest->state == FieldRow::State::Unknown);
    }

    void aLongTextIsShortInItsRow()
    {
        const auto rows
            = rowsOfStatus([](QByteArray &body) { body += ",\"note\":\"" + QByteArray(10'000'000, 'x') + '"'; });
        const auto note = std::ranges::find(rows, u"unknown.note"_s, &FieldRow::path);
        QVERIFY(note != rows.end());
        QVERIFY(note->value.size() < 1'100 && note->raw.size() < 1'100 && note->tip.size() < 4'000);
        QVERIFY(note->value.endsWith(u"characters)"));
        QCOMPARE(note->filter, QString()); // nobody reads such a filter
    }

    void changedFieldsComeFirst()
    {
        const Event before(u"x", Record::make({{u"a", 1}, {u"b", 2}, {u"c", nullptr}}));
        const Event now(u"x", Record::make({{u"a", 1}, {u"b", 3}, {u"c", nullptr}}));
        const auto rows = fieldRows(now, nullptr, before);
        QCOMPARE(rows.first().path, u"b"_s);
        QCOMPARE(rows.first().previous, u"2"_s);
        QVERIFY(rows.first().state == FieldRow::State::Changed);
        QVERIFY(rows.last().state == FieldRow::State::Same);
        FieldsModel model;
        QAbstractItemModelTester tester(&model);
        model.setRows(rows);
        QCOMPARE(model.index(0, FieldsModel::Note).data().toString(), u"changed"_s);
        const auto unknown = std::ranges::find(rows, u"c"_s, &FieldRow::path);
        QCOMPARE(unknown->value, u"unknown"_s); // never 0 or off
    }

private:
    /// The rows of an NWP500 status with further members.
    static QList<FieldRow> rowsOfStatus(const std::function<void(QByteArray &)> &addMembers)
    {
        QByteArray body = R"({"response":{"macAddress":"a0b1c2d3e4f5","status":{"errorCode":0)";
        addMembers(body);
        const ProfilePtr profile = *ProfileLibrary::find(u"navien-nwp500"_s);
        Decoder decoder({profile}, u"lab"_s);
        const Decoded decoded = decoder.decode(
            {.topic = u"cmd/52/navilink-a0b1c2d3e4f5/res"_s, .payload = body + "}}}", .time = eventTimeNow()});
        return decoded.event.isNull() ? QList<FieldRow>() : fieldRows(decoded.event, profile.get(), {});
    }

    std::unique_ptr<EmitterFixture> m_fixture;
    LogSnapshot m_log;
};

QTEST_MAIN(InspectorModelsTest)
#include "tst_inspectormodels.moc"
