// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/expression/eventscope.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace ember {

namespace {

Value textOrAbsent(QStringView text) noexcept
{
    return text.isEmpty() ? Value() : Value(text);
}

} // namespace

Value EventScope::value(const FieldReference &ref, int handler) const noexcept
{
    using Root = FieldReference::Root;
    static const Symbol connectionKey = Symbol::intern(u"connection");

    if (m_event.isNull()) {
        return {};
    }
    switch (ref.root) {
    case Root::Name:
        return textOrAbsent(m_event.name());
    case Root::Source:
        return textOrAbsent(m_event.source());
    case Root::Subject:
        return textOrAbsent(m_event.subject()); // a second reference to the event's own characters
    case Root::Time:
        return qint64(m_event.time().time_since_epoch().count());
    case Root::Sequence: {
        constexpr auto limit = quint64(std::numeric_limits<qint64>::max());
        const quint64 sequence = m_event.sequence();
        return sequence == 0 ? Value() : Value(qint64(std::min(sequence, limit)));
    }
    case Root::CorrelationId:
        return correlationId();
    case Root::Replayed:
        return m_event.isReplayed();
    case Root::Connection:
        return textOrAbsent(m_event.metadata(connectionKey));
    case Root::Data:
        return m_event.field(ref.path);
    case Root::Handler:
        return handlerField(ref.path, handler);
    case Root::Duration:
        return duration();
    case Root::Age:
        return age();
    case Root::Old:
    case Root::New:
        break;
    }
    return {};
}

Value EventScope::correlationId() const noexcept
{
    if (const QStringView given = m_event.givenCorrelationId(); !given.isEmpty()) {
        return given;
    }
    quint64 sequence = m_event.correlationSequence();
    if (sequence == 0) {
        return {};
    }
    // The text of Event::correlationId(), written from its end.
    auto position = m_correlationId.size();
    for (; sequence != 0; sequence /= 10) {
        m_correlationId[--position] = char16_t(u'0' + sequence % 10);
    }
    m_correlationId[--position] = u'-';
    quint64 run = m_event.run();
    for (int digit = 0; digit < 16; ++digit, run >>= 4U) {
        m_correlationId[--position] = u"0123456789abcdef"[run & 0xFU];
    }
    return QStringView(m_correlationId.data() + position, qsizetype(m_correlationId.size() - position));
}

Value EventScope::handlerField(Symbol /*path*/, int /*handler*/) const noexcept
{
    return {};
}

Value EventScope::duration() const noexcept
{
    return {};
}

Value EventScope::age() const noexcept
{
    return {};
}

std::function<bool(const Event &)> subscriptionFilter(Expression expression)
{
    return [filter = std::move(expression)](const Event &event) { return filter.matches(EventScope(event)); };
}

} // namespace ember
