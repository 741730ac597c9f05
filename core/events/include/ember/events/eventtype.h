// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/event.h>
#include <ember/events/structdecoding.h>

#include <atomic>
#include <concepts>
#include <string_view>

namespace ember {

/// What an EventType says about itself beyond its name.
template <typename Data>
struct EventTypeInfo
{
    int version = 1; ///< of the schema, 1 and up; grows when a field changes its meaning or a required one is added
    QStringView description = {}; ///< one sentence for people: when it happens
    /// The business rules that types cannot say: why this data cannot be, empty if it can. May be null.
    QString (*validate)(const Data &) = nullptr;
};

namespace detail {

/// Dotted segments of lower-case letters, digits and underscores, each beginning with a letter.
[[nodiscard]] constexpr bool isEventName(std::string_view name) noexcept
{
    bool atStart = true;
    for (const char c : name) {
        const bool isLetter = c >= 'a' && c <= 'z';
        if (c == '.' ? atStart : !(isLetter || (!atStart && ((c >= '0' && c <= '9') || c == '_')))) {
            return false;
        }
        atStart = c == '.';
    }
    return !atStart;
}

/// Two rows of a table must not say the same name. By hand: comparing QStringViews is not constexpr in Qt 6.4.
template <DescribedStruct Struct>
[[nodiscard]] constexpr bool fieldNamesDiffer() noexcept
{
    const auto same = [](QStringView a, QStringView b) {
        return std::u16string_view(a.utf16(), std::size_t(a.size()))
            == std::u16string_view(b.utf16(), std::size_t(b.size()));
    };
    for (std::size_t i = 0; i < fieldCount<Struct>; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (same(fieldInfos<Struct>[i].name, fieldInfos<Struct>[j].name)) {
                return false;
            }
        }
    }
    return true;
}

// Called where a name is wrong, while the program is compiled: the compiler's message shows their names.
void an_event_name_is_dotted_lower_case_segments_without_wildcards();
void the_version_of_an_event_type_is_1_or_more();

} // namespace detail

/// An event name with the struct its data is: what makes handlers and emissions of it checked by the compiler.
///
///     inline constexpr ember::EventType<TemperatureChanged> temperatureChanged{"device.temperature_changed"};
///     emitter.on(temperatureChanged, [](const TemperatureChanged &t, const ember::Event &e) { … });
///     emitter.emitEvent(temperatureChanged.event({.old = 59.5, .now = 60}, u"boiler/1"));
///
/// The name is checked while compiling. A constant: it is not copied, and every member may be called in any thread.
template <typename Data>
class EventType
{
    static_assert(DescribedStruct<Data>,
        "ember: describe the fields of this struct first: specialise ember::eventFields<Struct> beside it");
    static_assert(std::default_initializable<Data>,
        "ember: an event struct needs a default constructor, so that it can be decoded");
    static_assert(
        detail::fieldNamesDiffer<Data>(), "ember: two fields of this struct's eventFields table have the same name");

public:
    consteval explicit EventType(const char *name, EventTypeInfo<Data> info = {})
        : m_name(name)
        , m_info(info)
    {
        if (!detail::isEventName(m_name)) {
            detail::an_event_name_is_dotted_lower_case_segments_without_wildcards();
        }
        if (m_info.version < 1) {
            detail::the_version_of_an_event_type_is_1_or_more();
        }
    }
    EventType(const EventType &) = delete;
    EventType &operator=(const EventType &) = delete;

    /// The name as symbol; interned on first use, then one load. Null only when the table of symbols is full.
    [[nodiscard]] Symbol symbol() const
    {
        Symbol known = m_symbol.load(std::memory_order_acquire);
        if (known.isNull()) {
            known = Symbol::intern(QString::fromLatin1(m_name.data(), qsizetype(m_name.size())));
            m_symbol.store(known, std::memory_order_release);
        }
        return known;
    }
    [[nodiscard]] const QString &name() const { return symbol().text(); }
    [[nodiscard]] constexpr const EventTypeInfo<Data> &info() const noexcept { return m_info; }

    /// An event of this type, for emitEvent(), emitNext(), post() and all others. Name and payload of `envelope` are
    /// set here; its other members say source, subject, time and so on.
    [[nodiscard]] Event event(Data data, EventInit envelope = {}) const
    {
        envelope.name = symbol();
        envelope.payload = makePayload(std::move(data));
        return Event(std::move(envelope));
    }
    /// The short way where only the source is to be said; interns it.
    [[nodiscard]] Event event(Data data, QStringView source) const
    {
        EventInit envelope;
        envelope.source = Symbol::intern(source);
        return event(std::move(data), std::move(envelope));
    }

    /// Whether an event has this name.
    [[nodiscard]] bool names(const Event &event) const { return event.nameSymbol() == symbol() && !event.isNull(); }
    /// The data of an event, borrowed from it; the error says which field does not fit. See readData().
    Result<const Data *> read(const Event &event) const { return readData<Data>(event); }
    Result<const Data *> read(const Event &&event) const = delete; // the data would be gone with the event

private:
    std::string_view m_name;
    EventTypeInfo<Data> m_info;
    mutable std::atomic<Symbol> m_symbol{}; // found once
};

} // namespace ember
