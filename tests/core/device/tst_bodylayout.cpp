// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A decoder that has heard a device several times reads its next message by how the ones before looked. Whatever comes
// then, it must say what a decoder says that only knows the device.
#include "devicemessages.h"

#include <array>
#include <random>

using namespace ember;
using namespace ember::test;

namespace {

std::vector<ProfilePtr> lampProfiles()
{
    const auto profile = parseProfile(lampProfile(), u"lamp.json"_s);
    return {*profile};
}

const QString kLamp = u"lamp/l1/state"_s;
const QByteArray kState
    = R"({"room":"hall","serial":"l1","id":"4","s":{"level":35, "mode":1,"fault" : -7},"z":[{"s":1}],"t":178})";

QByteArray told(const Decoded &decoded)
{
    QJsonObject event = decoded.event.isNull() ? QJsonObject() : decoded.event.data();
    return QByteArray::number(int(decoded.outcome)) + ' ' + decoded.reason.toUtf8() + ' '
        + decoded.event.name().toUtf8() + ' ' + decoded.event.source().toUtf8() + ' '
        + (decoded.device ? decoded.device->id + u' ' + QStringList(decoded.device->variables.values()).join(u',')
                          : QString())
              .toUtf8()
        + ' ' + QJsonDocument(event).toJson(QJsonDocument::Compact) + ' '
        + (decoded.event.payload() ? decoded.event.payload()->raw() : QByteArray());
}

/// What is said of `message` by a decoder that knows the look of `usual`, and by one that has heard it only once.
class BothDecoders
{
public:
    BothDecoders(const std::vector<ProfilePtr> &profiles, Message usual)
        : m_profiles(profiles)
        , m_experienced(profiles, u"c"_s)
        , m_usual(std::move(usual))
    {
        static_cast<void>(m_experienced.decode(m_usual));
        static_cast<void>(m_experienced.decode(m_usual));
    }

    void compare(const QByteArray &text)
    {
        Message message = m_usual;
        message.payload = text;
        Decoder beginner(m_profiles, u"c"_s);
        static_cast<void>(beginner.decode(m_usual));
        const QByteArray expected = told(beginner.decode(message));
        static_cast<void>(m_experienced.decode(m_usual)); // and no other in between
        QCOMPARE(told(m_experienced.decode(message)), expected);
    }

private:
    const std::vector<ProfilePtr> &m_profiles;
    Decoder m_experienced;
    const Message m_usual;
};

} // namespace

class TestBodyLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatLooksNearlyLikeTheOnesBeforeIsReadAsEver_data();
    void whatLooksNearlyLikeTheOnesBeforeIsReadAsEver();
    void everyByteCounts();
    void ofABodyThatStandsTwiceTheLastCounts();
    void aStatusWithOtherNumbersIsReadTheSame();
    void aChangeInTheMiddleOfTheRunIsSeen();
    void conflictsAreCountedEachTime();
    void whatANumberOfTheBodyDecidesIsNotLearnt();
};

void TestBodyLayout::whatLooksNearlyLikeTheOnesBeforeIsReadAsEver_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const char *before, const char *after) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after);
    };
    row("nothing", "35", "35");
    row("another number", "35", "1");
    row("a negative one", "35", "-35");
    row("zero", "35", "0");
    row("minus zero", "35", "-0");
    row("a leading zero", "35", "035");
    row("only a sign", "35", "-");
    row("a plus", "35", "+35");
    row("no number", "35", "");
    row("eighteen digits", "35", "999999999999999999");
    row("nineteen digits", "35", "9223372036854775807");
    row("beyond 64 bits", "35", "18446744073709551616");
    row("beyond doubles", "35", "1e999");
    row("a fraction", "35", "3.5");
    row("an exponent", "35", "3e1");
    row("hexadecimal", "35", "0x23");
    row("a text", "35", "\"35\"");
    row("null", "35", "null");
    row("a list", "35", "[35]");
    row("a label without a meaning", "\"mode\":1", "\"mode\":99");
    row("one member less", "\"mode\":1,", "");
    row("one member more", "\"mode\":1,", "\"mode\":1,\"hours\":3,");
    row("an unknown member", "\"mode\":1,", "\"mode\":1,\"other\":3,");
    row("a member twice", "\"mode\":1,", "\"mode\":1,\"mode\":0,");
    row("another name", "\"mode\"", "\"mods\"");
    row("an alias", "\"mode\"", "\"modus\"");
    row("more space", "\"mode\":", "\"mode\": ");
    row("another room", "hall", "loft");
    row("another text that nobody asks for", "\"4\"", "\"14 b\"");
    row("an empty one", "\"4\"", "\"\"");
    row("an escape in it", "\"4\"", "\"\\n\"");
    row("a wrong escape in it", "\"4\"", "\"\\x\"");
    row("letters in it", "\"4\"", "\"h\xc3\xb6her\"");
    row("broken letters in it", "\"4\"", "\"h\xc3her\"");
    row("a control character in it", "\"4\"", "\"\x01\"");
    row("a delete character in it", "\"4\"", "\"\x7f\"");
    row("no end of it", "\"4\"", "\"4");
    row("a number in its place", "\"4\"", "4");
    row("another number that nobody asks for", "178", "-3");
    row("a fraction there", "178", "17.8");
    row("a text there", "178", "\"178\"");
    row("another serial number", "\"l1\"", "\"l9\"");
    row("a broken text", "hall", "ha\xffl");
    row("a control character", "hall", "ha\nl");
    row("a list instead of the body", "{\"level\":35, \"mode\":1,\"fault\" : -7}", "[]");
    row("an empty body", "\"level\":35, \"mode\":1,\"fault\" : -7", "");
    row("another body before it", "\"s\":{\"level\"", "\"state\":{\"level\":1},\"s\":{\"level\"");
    row("another one of that name behind it", "\"z\":[{\"s\":1}]", "\"s\":{\"level\":1}");
    row("something behind it", "178}", "178}x");
}

void TestBodyLayout::whatLooksNearlyLikeTheOnesBeforeIsReadAsEver()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    QByteArray text = kState;
    QVERIFY(text.contains(before));
    text.replace(text.indexOf(before), before.size(), after);
    const std::vector<ProfilePtr> profiles = lampProfiles();
    BothDecoders both(profiles, textMessage(kState, kLamp));
    both.compare(text);
}

void TestBodyLayout::everyByteCounts()
{
    const std::vector<ProfilePtr> profiles = lampProfiles();
    BothDecoders both(profiles, textMessage(kState, kLamp));
    for (qsizetype at = 0; at < kState.size(); ++at) {
        for (const char c : {'0', '9', '-', '.', 'e', '"', '\\', '{', '}', ',', ' ', 'a', '\0', '\xff'}) {
            QByteArray text = kState;
            text[at] = c;
            both.compare(text);
            text = kState;
            text.insert(at, c);
            both.compare(text);
        }
        both.compare(kState.first(at));
        both.compare(QByteArray(kState).remove(at, 1));
    }
}

void TestBodyLayout::ofABodyThatStandsTwiceTheLastCounts()
{
    const std::vector<ProfilePtr> profiles = lampProfiles();
    const QByteArray usual = R"({"serial":"l1","s":{"level":1},"s":{"level":35}})";
    BothDecoders both(profiles, textMessage(usual, kLamp));
    both.compare(usual);
    both.compare(R"({"serial":"l1","s":{"level":2},"s":{"level":35}})");
    both.compare(R"({"serial":"l1","s":{"level":1},"s":{"level":36}})");
    both.compare(R"({"serial":"l1","s":{"level":1},"s":{"level":36},"s":{"level":37}})");
}

void TestBodyLayout::aStatusWithOtherNumbersIsReadTheSame()
{
    Decoder experienced = heaterDecoder();
    std::mt19937 random(5);
    const QJsonObject model = newerStatus();
    const QStringList keys = model.keys();
    for (int i = 0; i < 500; ++i) {
        QJsonObject status = model;
        for (int change = 0; change < 20; ++change) {
            static constexpr std::array<qint64, 8> numbers{
                0, 1, -1, 7, 255, -32'768, 4'294'967'296, 999'999'999'999'999'999};
            status[keys[qsizetype(random() % std::size_t(keys.size()))]] = numbers[random() % numbers.size()];
        }
        const Message message = statusMessage(status, i);
        Decoder fresh = heaterDecoder();
        QCOMPARE(told(experienced.decode(message)), told(fresh.decode(message)));
    }
}

void TestBodyLayout::aChangeInTheMiddleOfTheRunIsSeen()
{
    Decoder decoder = heaterDecoder();
    int withSomethingNew = 0;
    for (int i = 0; i < 3'000; ++i) {
        QJsonObject status = i % 700 < 350 ? olderStatus() : newerStatus();
        if (i % 10 == 3) {
            status.insert(u"somethingNew"_s, i);
        }
        const Decoded decoded = decoder.decode(statusMessage(status, i));
        const DecodedMessage *const message = DecodedMessage::from(decoded.event.payload());
        QVERIFY(message);
        QCOMPARE(message->presentCount(), i % 700 < 350 ? 87 : 102);
        withSomethingNew += message->unknownCount();
    }
    QCOMPARE(withSomethingNew, 300);
}

void TestBodyLayout::conflictsAreCountedEachTime()
{
    Decoder decoder = heaterDecoder();
    const Message other = messageOf(response(u"status"_s, olderStatus(), u"aabbccddeeff"_s));
    for (quint64 i = 1; i <= 10; ++i) {
        QCOMPARE(decoder.decode(other).device->id, u"aabbccddeeff"_s);
        QCOMPARE(decoder.identityConflicts(), i);
    }
}

/// A profile whose device is named by a number of the body itself.
void TestBodyLayout::whatANumberOfTheBodyDecidesIsNotLearnt()
{
    QByteArray text = lampProfile();
    text.replace(R"({ "topicSegment": 1 }, { "path": "serial" })", R"({ "path": "s.hours" })");
    const auto profile = parseProfile(text, u"lamp.json"_s);
    QVERIFY2(bool(profile), qPrintable(profile ? QString() : profile.error()));
    Decoder decoder({*profile}, u"c"_s);
    for (int i = 1; i < 20; ++i) {
        const Decoded decoded = decoder.decode(
            textMessage(QByteArray(R"({"s":{"level":5,"hours":)") + QByteArray::number(i / 5) + "}}", kLamp));
        QCOMPARE(decoded.outcome, Decoded::Outcome::Decoded);
        QCOMPARE(decoded.device->id, QString::number(i / 5));
    }
}

QTEST_GUILESS_MAIN(TestBodyLayout)
#include "tst_bodylayout.moc"
