// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/event.h>

#include <QtCore/QDateTime>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QString idText(quint64 run, quint64 sequence)
{
    return sequence == 0 ? QString() : u"%1-%2"_s.arg(run, 16, 16, QLatin1Char('0')).arg(sequence);
}

} // namespace

EventTime eventTimeNow() noexcept
{
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

QString toRfc3339(EventTime time)
{
    const qint64 us = time.time_since_epoch().count();
    const qint64 ms = us >= 0 ? us / 1000 : (us - 999) / 1000;
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
    return moment.toString(u"yyyy-MM-ddTHH:mm:ss.zzz"_s) + u"%1Z"_s.arg(us - ms * 1000, 3, 10, QLatin1Char('0'));
}

Event::Event(EventInit init)
    : m_block(new Block)
{
    m_block->name = init.name;
    m_block->source = init.source;
    m_block->time = init.time == EventTime() ? eventTimeNow() : init.time;
    m_block->payload = std::move(init.payload);
    m_block->metadata = std::move(init.metadata);
    m_block->subject = std::move(init.subject);
    m_block->correlationId = std::move(init.correlationId);
}

Event::Event(QStringView name, PayloadPtr payload, QStringView source)
    : Event(EventInit{.name = Symbol::intern(name), .source = Symbol::intern(source), .payload = std::move(payload)})
{
}

QString Event::subject() const
{
    return m_block ? m_block->subject : QString();
}

EventTime Event::time() const noexcept
{
    return m_block ? m_block->time : EventTime();
}

QString Event::id() const
{
    return m_block ? idText(m_block->run, m_block->sequence) : QString();
}

QString Event::correlationId() const
{
    if (!m_block) {
        return {};
    }
    if (!m_block->correlationId.isEmpty()) {
        return m_block->correlationId;
    }
    return idText(m_block->run, m_block->correlation ? m_block->correlation : m_block->sequence);
}

QString Event::causationId() const
{
    return m_block ? idText(m_block->run, m_block->cause) : QString();
}

const PayloadPtr &Event::payload() const noexcept
{
    static const PayloadPtr none;
    return m_block ? m_block->payload : none;
}

Value Event::field(Symbol path) const noexcept
{
    return m_block && m_block->payload && !path.isNull() ? m_block->payload->field(path) : Value();
}

QJsonObject Event::data() const
{
    return m_block && m_block->payload ? m_block->payload->toJson() : QJsonObject();
}

QStringView Event::metadata(Symbol key) const noexcept
{
    if (m_block && m_block->metadata) {
        for (const auto &[name, value] : *m_block->metadata) {
            if (name == key) {
                return value;
            }
        }
    }
    return {};
}

const MetadataPtr &Event::metadata() const noexcept
{
    static const MetadataPtr none;
    return m_block ? m_block->metadata : none;
}

qsizetype Event::byteSize() const noexcept
{
    if (!m_block) {
        return 0;
    }
    const Payload *payload = m_block->payload.get();
    return qsizetype(sizeof(Block)) + (payload ? payload->byteSize() + payload->decodedByteSize() : 0);
}

Event Event::numbered(quint64 run, quint64 sequence, bool mayReuse) const
{
    // Only the caller's own reference is left: nobody can be looking at the block, so it may take its number in place.
    // The acquire pairs with the release of whoever let go of it last, in whichever thread.
    const bool alone = mayReuse && m_block->ref.loadAcquire() == 1;
    BlockPtr block = alone ? m_block : BlockPtr(new Block(*m_block));
    if (block->run != run && block->run != 0) {
        // It comes from another emitter, whose numbers mean something else here: the correlation lives on as a text.
        if (block->correlationId.isEmpty()) {
            block->correlationId = idText(block->run, block->correlation ? block->correlation : block->sequence);
        }
        block->correlation = 0;
        block->cause = 0;
        block->generation = 0;
    }
    block->run = run;
    block->sequence = sequence;
    return Event(std::move(block));
}

void Event::setCause(const Event &cause)
{
    if (m_block->ref.loadAcquire() != 1) {
        m_block = BlockPtr(new Block(*m_block));
    }
    m_block->cause = cause.m_block->sequence;
    m_block->correlation = cause.correlationSequence();
    m_block->correlationId = cause.m_block->correlationId;
    m_block->generation = quint16(cause.m_block->generation + 1);
    m_block->replayed = cause.m_block->replayed;
    if (!m_block->metadata) {
        m_block->metadata = cause.m_block->metadata;
    }
}

QJsonObject toCloudEvent(const Event &event)
{
    QJsonObject object{
        {u"specversion"_s, u"1.0"_s},
        {u"id"_s, event.id()},
        {u"source"_s, event.source()},
        {u"type"_s, event.name()},
        {u"time"_s, toRfc3339(event.time())},
        {u"datacontenttype"_s, u"application/json"_s},
        {u"sequence"_s, u"%1"_s.arg(event.sequence(), 20, 10, QLatin1Char('0'))},
        {u"correlationid"_s, event.correlationId()},
        {u"data"_s, event.data()},
    };
    if (const QString subject = event.subject(); !subject.isEmpty()) {
        object.insert(u"subject"_s, subject);
    }
    if (const QString cause = event.causationId(); !cause.isEmpty()) {
        object.insert(u"causationid"_s, cause);
    }
    if (event.isReplayed()) {
        object.insert(u"replayed"_s, true);
    }
    if (event.metadata()) {
        for (const auto &[key, value] : *event.metadata()) {
            object.insert(key.text(), value);
        }
    }
    return object;
}

} // namespace ember
