// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devicemessages.h"

using namespace ember;
using namespace ember::test;

class TestProfile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsWhatTheFileSays()
    {
        const ProfilePtr profile = lamp();
        QCOMPARE(profile->id(), u"lamp"_s);
        QCOMPARE(profile->version(), 1);
        QCOMPARE(profile->name(), u"Lamp"_s);
        QCOMPARE(profile->topicFilters(), QStringList{u"lamp/#"_s});
        QCOMPARE(profile->messages().size(), std::size_t(2));
        QCOMPARE(profile->messages()[0].bodies.size(), std::size_t(2));
        QVERIFY(profile->messages()[0].complete);
        QVERIFY(!profile->messages()[1].complete);
    }

    void fieldsKeepTheOrderOfTheFile()
    {
        QStringList keys;
        const ProfilePtr profile = lamp();
        for (const FieldDefinition &field : profile->fields()) {
            keys.append(field.key.text());
        }
        QCOMPARE(keys,
            (QStringList{
                u"level"_s, u"on"_s, u"door"_s, u"mode"_s, u"week"_s, u"hours"_s, u"fault"_s, u"name"_s, u"name"_s}));
    }

    void eventsKeepTheOrderOfTheFile()
    {
        QStringList names;
        const ProfilePtr profile = profileNamed(u"navien-nwp500"_s);
        QVERIFY(profile);
        for (const EventDefinition &event : profile->events()) {
            names.append(event.name.text());
        }
        QCOMPARE(names,
            (QStringList{u"device.temperature_changed"_s, u"device.mode_changed"_s, u"device.power_changed"_s,
                u"device.heating_started"_s, u"device.heating_stopped"_s, u"device.error_detected"_s,
                u"device.error_cleared"_s}));
    }

    void fieldsTakeUnitAndDecimalsFromTheirEncoding()
    {
        const ProfilePtr profile = lamp();
        const FieldDefinition &level = profile->fields()[0];
        QCOMPARE(level.unit, u"lm"_s);
        QCOMPARE(level.decimals, 1);
        QCOMPARE(level.messages, (std::vector<int>{0, 1}));
        QCOMPARE(profile->fields()[2].messages, std::vector<int>{0}); // the first message if none is named
    }

    void aVariantReplacesItsFieldInItsMessageOnly()
    {
        const ProfilePtr profile = lamp();
        const int field = profile->fieldIndex(Symbol::find(u"name"));
        QCOMPARE(field, 7);
        QCOMPARE(profile->fields()[8].variantOf, 7);
        QCOMPARE(profile->messages()[0].fields.back(), 7);
        QCOMPARE(profile->messages()[1].fields.back(), 8);
        QVERIFY(profile->messages()[1].cells[7] >= 0);
        QCOMPARE(profile->messages()[1].cells[7], profile->messages()[1].cells[8]);
    }

    void groupsKeepTheOrderOfTheFileWithDerivedValuesLast()
    {
        const ProfilePtr profile = lamp();
        QStringList labels;
        for (const FieldPath &member : profile->groups()[0].members) {
            const auto index = std::size_t(member.index);
            labels.append(member.kind == FieldPath::Kind::Derived ? profile->derived()[index].label
                                                                  : profile->fields()[index].label);
        }
        QCOMPARE(labels,
            (QStringList{u"Level"_s, u"On"_s, u"Door"_s, u"Mode"_s, u"Week"_s, u"Hours"_s, u"Fault"_s, u"Name"_s,
                u"Part"_s, u"Glow"_s, u"Share"_s}));
    }

    void pathsLeadToFieldsAndDerivedValues()
    {
        const ProfilePtr profile = lamp();
        const auto path = [&](QStringView text) { return profile->path(Symbol::find(text)); };
        QCOMPARE(path(u"values.level")->kind, FieldPath::Kind::Value);
        QCOMPARE(path(u"raw.level")->index, 0);
        QCOMPARE(path(u"labels.mode")->kind, FieldPath::Kind::Label);
        QCOMPARE(path(u"derived.share")->index, 1);
        QVERIFY(!path(u"values.share"));
        QVERIFY(!path(u"level"));
        QVERIFY(!profile->path(Symbol()));
    }

    void anExactSubCodeComesBeforeTheGeneralEntry()
    {
        const ProfilePtr profile = lamp();
        QCOMPARE(profile->fault(5, 2)->text, u"Half broken"_s);
        QCOMPARE(profile->fault(5, 3)->text, u"Broken"_s);
        QCOMPARE(profile->fault(5, std::nullopt)->text, u"Broken"_s);
        QVERIFY(!profile->fault(6, 2));
    }

    void onlyWhatConditionsReadIsRemembered()
    {
        const ProfilePtr profile = lamp();
        QCOMPARE(profile->baselineCount(), 5); // level, mode, share, glow, fault
        QVERIFY(profile->fields()[0].baseline >= 0);
        QVERIFY(profile->fields()[2].baseline < 0);
    }

    void aFileThatCannotBeReadIsNamed()
    {
        const auto profile = loadProfile(u"/nowhere/none.json"_s);
        QVERIFY(!profile);
        QVERIFY2(profile.error().startsWith(u"/nowhere/none.json: "), qPrintable(profile.error()));
    }

    void loadsFromAFile()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"lamp.json"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(lampProfile());
        file.close();
        const auto profile = loadProfile(path);
        QVERIFY2(profile, profile ? "" : qPrintable(profile.error()));
        QCOMPARE((*profile)->id(), u"lamp"_s);
    }

    void numbersAndTextsNeedNoBodyPath()
    {
        const ProfilePtr profile = profileNamed(u"boiler-topics"_s);
        QVERIFY(profile);
        for (const MessageDefinition &message : profile->messages()) {
            QVERIFY(message.payload != PayloadKind::Json);
            QVERIFY(message.singleField >= 0);
            QCOMPARE(message.fields, std::vector<int>{message.singleField});
        }
    }
};

QTEST_GUILESS_MAIN(TestProfile)
#include "tst_profile.moc"
