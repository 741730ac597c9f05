// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/event.h>

#include "blockpool.h"
#include "eventid.h"
#include "prefetch.h"
#include "traceclock.h"

#include <QtCore/QDateTime>

#include <array>
#include <cstddef>

namespace ember {

using namespace Qt::StringLiterals;

/// `<run in 16 hexadecimal digits>-<sequence>`, written by hand: every failure needs one, and QString::arg() is slow.
QString eventIdText(quint64 run, quint64 sequence)
{
    if (sequence == 0) {
        return {};
    }
    std::array<char16_t, 16 + 1 + 20> text;
    auto end = text.end();
    auto at = end;
    for (quint64 rest = sequence; rest > 0; rest /= 10) {
        *--at = char16_t(u'0' + rest % 10);
    }
    *--at = u'-';
    for (int digit = 0; digit < 16; ++digit, run >>= 4U) {
        *--at = u"0123456789abcdef"[run & 15U];
    }
    return QString(reinterpret_cast<const QChar *>(&*at), end - at);
}

EventTime eventTimeNow() noexcept
{
    const auto systemNow
        = [] { return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()); };
    if (!TraceClock::usesCounter()) {
        return systemNow();
    }
    struct Anchor
    {
        EventTime time;
        EventTime latest;
        quint64 ticks = 0;
        quint64 goodFor = 0; // ticks
        TraceClock::Scale scale;
    };
    static constinit thread_local Anchor anchor{};
    const quint64 ticks = TraceClock::now();
    if (ticks - anchor.ticks < anchor.goodFor) {
        anchor.latest = anchor.time + std::chrono::microseconds(qint64(anchor.scale.toNs(ticks - anchor.ticks) / 1000));
        return anchor.latest;
    }
    constexpr std::chrono::milliseconds kGoodFor(10);
    constexpr std::chrono::milliseconds kJump(1); // what goes back by less is our own inexactness, not a set clock
    EventTime now = systemNow();
    if (now < anchor.latest && anchor.latest - now < kJump) {
        now = anchor.latest;
    }
    anchor = {.time = now, .latest = now, .ticks = ticks, .goodFor = 0, .scale = TraceClock::scale()};
    anchor.goodFor = anchor.scale.toTicks(kGoodFor);
    return now;
}

QString toRfc3339(EventTime time)
{
    const qint64 us = time.time_since_epoch().count();
    const qint64 ms = us >= 0 ? us / 1000 : (us - 999) / 1000;
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
    return moment.toString(u"yyyy-MM-ddTHH:mm:ss.zzz"_s) + u"%1Z"_s.arg(us - ms * 1000, 3, 10, QLatin1Char('0'));
}

Event::Block::Block(const Block &other)
    : loan(other.expiry == EventTime() ? Loan::None : Loan::Never)
    , generation(other.generation)
    , replayed(other.replayed)
    , urgent(other.urgent)
    , redriven(other.redriven)
    , name(other.name)
    , source(other.source)
    , time(other.time)
    , run(other.run.load(std::memory_order_relaxed))
    , sequence(other.sequence.load(std::memory_order_relaxed))
    , correlation(other.correlation)
    , cause(other.cause)
    , payload(other.payload)
    , metadata(other.metadata)
    , expiry(other.expiry)
    , texts(other.texts ? new Texts(*other.texts) : nullptr)
{
}

Event::Block::Block(EventInit &&init)
    : loan(init.expiry == EventTime() ? Loan::None : Loan::Never)
    , urgent(init.urgent)
    , name(init.name)
    , source(init.source)
    , time(init.time == EventTime() ? eventTimeNow() : init.time)
    , payload(std::move(init.payload))
    , metadata(std::move(init.metadata))
    , expiry(init.expiry)
{
    if (!init.subject.isEmpty() || !init.correlationId.isEmpty()) {
        setTexts(std::move(init.subject), std::move(init.correlationId));
    }
}

void Event::Block::setTexts(QString subject, QString correlationId)
{
    texts.reset(subject.isEmpty() && correlationId.isEmpty()
            ? nullptr
            : new Texts{.subject = std::move(subject), .correlationId = std::move(correlationId)});
}

void *Event::Texts::operator new(std::size_t size)
{
    static_assert(sizeof(Texts) <= BlockPool::kBlockSize && alignof(Texts) <= alignof(std::max_align_t));
    Q_ASSERT(size <= BlockPool::kBlockSize);
    Q_UNUSED(size)
    return BlockPool::allocate();
}

void Event::Texts::operator delete(void *memory) noexcept
{
    BlockPool::release(memory);
}

void *Event::Block::operator new(std::size_t size)
{
    static_assert(sizeof(Block) <= BlockPool::kBlockSize && alignof(Block) <= alignof(std::max_align_t));
    Q_ASSERT(size <= BlockPool::kBlockSize);
    Q_UNUSED(size)
    return BlockPool::allocate();
}

void Event::Block::operator delete(void *memory) noexcept
{
    BlockPool::release(memory);
}

/// `isCounted`: the count still has this reference.
void Event::BlockPtr::letGoOfLast(bool isCounted) const noexcept
{
    if (m_block->loan.load(std::memory_order_relaxed) == Loan::None) [[likely]] {
        delete m_block;
        return;
    }
    // Lent after all, which was not to be seen before the others' references were gone.
    if (!isCounted) {
        m_block->references.fetch_add(1, std::memory_order_relaxed);
    }
    letGoOfLent();
}

/// As any other holder, but the last one leaves its reference to the emission that uses the block.
void Event::BlockPtr::letGoOfLent() const noexcept
{
    m_block->wasLetGo.store(true, std::memory_order_relaxed);
    quint32 held = m_block->references.load(std::memory_order_acquire);
    while (held != 1) {
        if (m_block->references.compare_exchange_weak(held, held - 1, std::memory_order_acq_rel)) {
            return;
        }
    }
    const Loan former = m_block->loan.exchange(Loan::Left, std::memory_order_acq_rel);
    if (former == Loan::None || former == Loan::Never) {
        delete m_block; // the emission has ended meanwhile, or there was none
    }
}

Event::Event(EventInit init)
    : m_block(new Block(std::move(init)))
{
}

Event::Event(QStringView name, PayloadPtr payload, QStringView source)
    : Event(EventInit{.name = Symbol::intern(name), .source = Symbol::intern(source), .payload = std::move(payload)})
{
}

QString Event::subject() const
{
    return m_block && m_block->texts ? m_block->texts->subject : QString();
}

EventTime Event::time() const noexcept
{
    return m_block ? m_block->time : EventTime();
}

QString Event::id() const
{
    return m_block ? eventIdText(m_block->run, m_block->sequence) : QString();
}

QString Event::correlationId() const
{
    if (!m_block) {
        return {};
    }
    const Block &block = *m_block;
    if (block.texts && !block.texts->correlationId.isEmpty()) {
        return block.texts->correlationId;
    }
    return eventIdText(block.run, correlationSequence());
}

QString Event::causationId() const
{
    return m_block ? eventIdText(m_block->run, m_block->cause) : QString();
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

void Event::prefetch() const noexcept
{
    if (m_block) {
        prefetchForWriting(m_block.get());
        prefetchForReading(&m_block->correlation);
    }
}

void Event::prefetchPayload() const noexcept
{
    if (m_block && m_block->payload) {
        constexpr std::ptrdiff_t kCount = 2 * sizeof(void *); // before the payload, where make_shared() puts it
        prefetchForWriting(reinterpret_cast<const std::byte *>(m_block->payload.get()) - kCount);
    }
}

Event Event::numbered(quint64 run, quint64 sequence, void *topic) const
{
    BlockPtr block(new Block(*m_block));
    if (block->run != run && block->run != 0) {
        // It comes from another emitter, whose numbers mean something else here: the correlation lives on as a text.
        if (givenCorrelationId().isEmpty()) {
            block->setTexts(
                subject(), eventIdText(block->run, block->correlation ? block->correlation : block->sequence.load()));
        }
        block->correlation = 0;
        block->cause = 0;
        block->generation = 0;
    }
    block->run.store(run, std::memory_order_relaxed);
    block->sequence.store(sequence, std::memory_order_relaxed);
    block->topic = topic;
    return Event(std::move(block));
}

Event Event::copyMarked(bool Block::*mark) const
{
    BlockPtr block(new Block(*m_block));
    block->topic = m_block->topic;
    (*block).*mark = true;
    return Event(std::move(block));
}

void Event::rename(Symbol name)
{
    if (!renameInPlace(name)) {
        m_block = BlockPtr(new Block(*m_block));
        renameInPlace(name);
    }
}

EventInit Event::parts() const
{
    if (!m_block) {
        return {};
    }
    return {.name = m_block->name,
        .source = m_block->source,
        .payload = m_block->payload,
        .subject = subject(),
        .metadata = m_block->metadata,
        .time = m_block->time,
        .correlationId = givenCorrelation(),
        .urgent = m_block->urgent,
        .expiry = m_block->expiry};
}

Event Event::replacedBy(const Event &changed) const
{
    BlockPtr block(new Block(*changed.m_block));
    block->run.store(m_block->run.load(std::memory_order_relaxed), std::memory_order_relaxed);
    block->sequence.store(m_block->sequence.load(std::memory_order_relaxed), std::memory_order_relaxed);
    block->topic = m_block->topic;
    block->generation = m_block->generation;
    block->replayed = m_block->replayed;
    block->correlation = m_block->correlation;
    block->cause = m_block->cause;
    return Event(std::move(block));
}

void Event::setCause(const Event &cause)
{
    if (!m_block.isOwn()) {
        m_block = BlockPtr(new Block(*m_block));
    }
    m_block->cause = cause.sequence();
    m_block->correlation = cause.correlationSequence();
    if (m_block->texts || cause.m_block->texts) {
        m_block->setTexts(subject(), cause.givenCorrelation());
    }
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
    if (event.expires()) {
        object.insert(u"expirytime"_s, toRfc3339(event.expiry()));
    }
    if (event.isReplayed()) {
        object.insert(u"replayed"_s, true);
    }
    if (event.isRedriven()) {
        object.insert(u"redriven"_s, true);
    }
    if (event.metadata()) {
        for (const auto &[key, value] : *event.metadata()) {
            object.insert(key.text(), value);
        }
    }
    return object;
}

} // namespace ember
