// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "messagequeue.h"

#include <QtTest/QtTest>

#include <list>
#include <random>

using namespace Qt::StringLiterals;
using ember::LinkNotice;
using ember::Message;
using ember::MessageQueue;
using ember::QueueEntry;

namespace {

constexpr std::size_t kMuch = 1'000'000'000;

Message message(const QString &topic, const QByteArray &payload)
{
    return {.topic = topic, .payload = payload, .time = {}};
}

QString text(const std::optional<QueueEntry> &entry)
{
    if (!entry) {
        return u"nothing"_s;
    }
    if (const auto *notice = std::get_if<LinkNotice>(&*entry)) {
        return u"notice "_s + notice->reason;
    }
    return QString::fromUtf8(std::get<Message>(*entry).payload);
}

QStringList drain(MessageQueue &queue)
{
    QStringList texts;
    while (queue.hasNext()) {
        texts.append(text(queue.pop()));
    }
    return texts;
}

// The same rules as the queue's, in the simplest way: a list that is searched.
class NaiveQueue
{
public:
    NaiveQueue(std::size_t maxMessages, std::size_t maxBytes)
        : m_maxMessages(maxMessages)
        , m_maxBytes(maxBytes)
    {
    }

    void push(const Message &message)
    {
        if (MessageQueue::cost(message) > m_maxBytes) {
            ++dropped[message.topic];
            return;
        }
        if (count(message.topic) == 0) {
            m_since[message.topic] = ++m_time;
        }
        m_entries.push_back(message);
        while (messages() > m_maxMessages) {
            dropFrom(loudest([this](const QString &topic) { return count(topic); }));
        }
        while (bytes() > m_maxBytes) {
            dropFrom(loudest([this](const QString &topic) { return bytesOf(topic); }));
        }
    }
    void push(const LinkNotice &notice) { m_entries.emplace_back(notice); }
    std::optional<QueueEntry> pop()
    {
        if (m_entries.empty()) {
            return std::nullopt;
        }
        std::optional<QueueEntry> entry(std::move(m_entries.front()));
        m_entries.pop_front();
        return entry;
    }

    std::size_t messages() const
    {
        return std::size_t(std::count_if(m_entries.begin(), m_entries.end(),
            [](const QueueEntry &entry) { return std::holds_alternative<Message>(entry); }));
    }
    std::size_t bytes() const { return sum({}); }
    QMap<QString, quint64> dropped;

private:
    std::size_t sum(const QString &topic) const
    {
        std::size_t total = 0;
        for (const QueueEntry &entry : m_entries) {
            const auto *message = std::get_if<Message>(&entry);
            total += message && (topic.isEmpty() || message->topic == topic) ? MessageQueue::cost(*message) : 0;
        }
        return total;
    }
    std::size_t bytesOf(const QString &topic) const { return sum(topic); }
    std::size_t count(const QString &topic) const
    {
        return std::size_t(std::count_if(m_entries.begin(), m_entries.end(), [&](const QueueEntry &entry) {
            const auto *message = std::get_if<Message>(&entry);
            return message && message->topic == topic;
        }));
    }
    template <typename Load>
    QString loudest(Load load) const
    {
        QString best;
        for (const QString &topic : m_since.keys()) {
            if (load(topic) == 0) {
                continue;
            }
            if (best.isEmpty() || load(topic) > load(best)
                || (load(topic) == load(best) && m_since[topic] < m_since[best])) {
                best = topic;
            }
        }
        return best;
    }
    void dropFrom(const QString &topic)
    {
        const auto found = std::find_if(m_entries.begin(), m_entries.end(), [&](const QueueEntry &entry) {
            const auto *message = std::get_if<Message>(&entry);
            return message && message->topic == topic;
        });
        m_entries.erase(found);
        ++dropped[topic];
    }

    std::size_t m_maxMessages;
    std::size_t m_maxBytes;
    std::list<QueueEntry> m_entries;
    QMap<QString, int> m_since;
    int m_time = 0;
};

} // namespace

class TestMessageQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void entriesComeOutInTheOrderTheyCame();
    void theTopicWithMostMessagesLosesItsOldest();
    void theTopicWithMostBytesLosesItsOldest();
    void aQuietTopicSurvivesAFlood();
    void aMessageLargerThanTheQueueIsDroppedAlone();
    void noticesAreNeverDroppedAndKeepTheirPlace();
    void heldMessagesWaitForTheNoticeThatBelongsBeforeThem();
    void releasedMessagesComeEvenWithoutANotice();
    void droppedTopicsAreCountedInABoundedMap();
    void aRandomHistoryMatchesTheNaiveQueue_data();
    void aRandomHistoryMatchesTheNaiveQueue();
    void manyTopicsStayQuick();
};

void TestMessageQueue::entriesComeOutInTheOrderTheyCame()
{
    MessageQueue queue(100, kMuch);
    QVERIFY(!queue.hasNext());
    QCOMPARE(text(queue.pop()), u"nothing"_s);
    queue.push(message(u"a"_s, "1"));
    queue.push(message(u"b"_s, "2"));
    queue.push(LinkNotice{.kind = LinkNotice::Kind::Dropped, .reason = u"x"_s});
    queue.push(message(u"a"_s, "3"));
    QCOMPARE(queue.messageCount(), std::size_t(3));
    QCOMPARE(drain(queue), (QStringList{u"1"_s, u"2"_s, u"notice x"_s, u"3"_s}));
    QCOMPARE(queue.messageCount(), std::size_t(0));
    QCOMPARE(queue.byteCount(), std::size_t(0));
}

void TestMessageQueue::theTopicWithMostMessagesLosesItsOldest()
{
    MessageQueue queue(4, kMuch);
    queue.push(message(u"quiet"_s, QByteArray(1000, 'q'))); // many bytes, but the bound of messages is the one hit
    queue.push(message(u"loud"_s, "1"));
    queue.push(message(u"loud"_s, "2"));
    queue.push(message(u"loud"_s, "3"));
    queue.push(message(u"other"_s, "o"));
    QCOMPARE(drain(queue), (QStringList{QString(1000, u'q'), u"2"_s, u"3"_s, u"o"_s}));
    QCOMPARE(queue.drops().total(), quint64(1));
    QCOMPARE(queue.drops().byTopic(), (QMap<QString, quint64>{{u"loud"_s, 1}}));
}

void TestMessageQueue::theTopicWithMostBytesLosesItsOldest()
{
    const std::size_t unit = MessageQueue::cost(message(u"t"_s, {}));
    MessageQueue queue(1000, unit * 10 + 3000);
    for (int i = 0; i < 5; ++i) {
        queue.push(message(u"a"_s, QByteArray::number(i)));
    }
    queue.push(message(u"b"_s, QByteArray(2000, 'x')));
    queue.push(message(u"b"_s, QByteArray(1500, 'y'))); // too much: b has most bytes though a has more messages
    QCOMPARE(queue.drops().byTopic(), (QMap<QString, quint64>{{u"b"_s, 1}}));
    QVERIFY(queue.byteCount() <= unit * 10 + 3000);
    QCOMPARE(drain(queue).last(), QString(1500, u'y'));
}

void TestMessageQueue::aQuietTopicSurvivesAFlood()
{
    MessageQueue queue(10, kMuch);
    queue.push(message(u"device"_s, "status"));
    for (int i = 0; i < 1000; ++i) {
        queue.push(message(u"flood"_s, QByteArray::number(i)));
    }
    const QStringList left = drain(queue);
    QCOMPARE(left.size(), 10);
    QCOMPARE(left.first(), u"status"_s);
    QCOMPARE(left.last(), u"999"_s);
    QCOMPARE(queue.drops().total(), quint64(991));
}

void TestMessageQueue::aMessageLargerThanTheQueueIsDroppedAlone()
{
    MessageQueue queue(10, 5000);
    queue.push(message(u"a"_s, "1"));
    QVERIFY(queue.isTooBig(message(u"big"_s, QByteArray(6000, 'x'))));
    queue.push(message(u"big"_s, QByteArray(6000, 'x')));
    QCOMPARE(queue.drops().byTopic(), (QMap<QString, quint64>{{u"big"_s, 1}}));
    QCOMPARE(drain(queue), QStringList{u"1"_s});
}

void TestMessageQueue::noticesAreNeverDroppedAndKeepTheirPlace()
{
    MessageQueue queue(2, kMuch);
    queue.push(message(u"a"_s, "1"));
    queue.push(LinkNotice{.reason = u"x"_s});
    for (int i = 2; i < 50; ++i) {
        queue.push(message(u"a"_s, QByteArray::number(i)));
        if (i == 48) {
            queue.push(LinkNotice{.reason = u"y"_s});
        }
    }
    QCOMPARE(drain(queue), (QStringList{u"notice x"_s, u"48"_s, u"notice y"_s, u"49"_s}));
}

void TestMessageQueue::heldMessagesWaitForTheNoticeThatBelongsBeforeThem()
{
    MessageQueue queue(3, kMuch);
    queue.push(message(u"a"_s, "before"));
    queue.hold();
    queue.push(message(u"b"_s, "1"));
    queue.push(message(u"b"_s, "2"));
    queue.push(message(u"b"_s, "3")); // drops 1: bounds hold for what is held too
    QCOMPARE(text(queue.pop()), u"before"_s);
    QVERIFY(!queue.hasNext());
    QCOMPARE(text(queue.pop()), u"nothing"_s);
    QCOMPARE(queue.messageCount(), std::size_t(2));
    queue.release({.kind = LinkNotice::Kind::Opened, .reason = u"opened"_s});
    QCOMPARE(drain(queue), (QStringList{u"notice opened"_s, u"2"_s, u"3"_s}));
}

void TestMessageQueue::releasedMessagesComeEvenWithoutANotice()
{
    MessageQueue queue(3, kMuch);
    queue.hold();
    queue.push(message(u"b"_s, "1"));
    queue.release();
    queue.release({.reason = u"late"_s}); // no hold any more: it goes to the end
    QCOMPARE(drain(queue), (QStringList{u"1"_s, u"notice late"_s}));
}

void TestMessageQueue::droppedTopicsAreCountedInABoundedMap()
{
    ember::DropCounts counts;
    const int topics = int(ember::DropCounts::kMaxTopics) + 500;
    for (int i = 0; i < topics; ++i) {
        counts.add(u"topic/%1"_s.arg(i));
    }
    counts.add(u"topic/0"_s);
    const QMap<QString, quint64> byTopic = counts.byTopic();
    QCOMPARE(byTopic.size(), ember::DropCounts::kMaxTopics + 1);
    QCOMPARE(byTopic.value(u"topic/0"_s), quint64(2));
    QCOMPARE(byTopic.value(u"(other topics)"_s), quint64(500));
    quint64 sum = 0;
    for (const quint64 count : byTopic) {
        sum += count;
    }
    QCOMPARE(sum, counts.total());
}

void TestMessageQueue::aRandomHistoryMatchesTheNaiveQueue_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 20; ++seed) {
        QTest::newRow(qPrintable(u"seed %1"_s.arg(seed))) << seed;
    }
}

void TestMessageQueue::aRandomHistoryMatchesTheNaiveQueue()
{
    QFETCH(int, seed);
    std::mt19937 random{unsigned(seed)};
    const auto upTo = [&random](unsigned limit) { return int(random() % limit); };
    const std::size_t maxMessages = std::size_t(1 + upTo(20));
    const std::size_t maxBytes = std::size_t(1000 + upTo(6000));
    MessageQueue queue(maxMessages, maxBytes);
    NaiveQueue naive(maxMessages, maxBytes);
    quint64 pushed = 0;
    quint64 popped = 0;
    for (int step = 0; step < 2000; ++step) {
        const int what = upTo(10);
        if (what < 6) {
            const Message m = message(
                u"t%1"_s.arg(upTo(5)), QByteArray(upTo(upTo(20) == 0 ? 8000 : 500), 'x') + QByteArray::number(step));
            const bool fits = queue.hasRoomFor(m);
            const quint64 before = queue.drops().total();
            queue.push(m);
            naive.push(m);
            ++pushed;
            QCOMPARE(queue.drops().total() == before, fits);
        } else if (what < 7) {
            queue.push(LinkNotice{.reason = QString::number(step)});
            naive.push(LinkNotice{.reason = QString::number(step)});
        } else {
            const auto entry = queue.pop();
            QCOMPARE(text(entry), text(naive.pop()));
            popped += entry && std::holds_alternative<Message>(*entry) ? 1 : 0;
        }
        QCOMPARE(queue.messageCount(), naive.messages());
        QCOMPARE(queue.byteCount(), naive.bytes());
        QCOMPARE(queue.drops().byTopic(), naive.dropped);
        QCOMPARE(pushed, popped + queue.messageCount() + queue.drops().total());
    }
}

void TestMessageQueue::manyTopicsStayQuick()
{
    // Anything linear in the number of topics would take minutes here.
    MessageQueue queue(20'000, kMuch);
    for (int i = 0; i < 200'000; ++i) {
        queue.push(message(u"topic/%1"_s.arg(i), "x"));
    }
    QCOMPARE(queue.messageCount(), std::size_t(20'000));
    QCOMPARE(queue.drops().total(), quint64(180'000));
    QCOMPARE(drain(queue).size(), 20'000);
}

QTEST_GUILESS_MAIN(TestMessageQueue)
#include "tst_messagequeue.moc"
