// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QString>

#include <utility>
#include <variant>

namespace ember {

/// What went wrong and what to do about it, in words for a person.
struct Error
{
    QString message;
};

/// A value, or the reason why there is none. What public functions return instead of throwing.
template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value) // NOLINT(google-explicit-constructor): `return value;` is the point
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    [[nodiscard]] bool isOk() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return isOk(); }

    /// The value; call it only when isOk().
    [[nodiscard]] const T &value() const & { return std::get<0>(m_state); }
    [[nodiscard]] T &value() & { return std::get<0>(m_state); }
    [[nodiscard]] T &&value() && { return std::get<0>(std::move(m_state)); }
    const T &operator*() const & { return value(); }
    T &&operator*() && { return std::get<0>(std::move(m_state)); }
    const T *operator->() const { return &value(); }
    /// The message; call it only when not isOk().
    [[nodiscard]] const QString &error() const { return std::get<1>(m_state).message; }

private:
    std::variant<T, Error> m_state;
};

} // namespace ember
