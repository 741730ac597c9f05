// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace ember {

/// Whether two texts are the same: those of a message are short, and calling memcmp() takes longer than looking.
[[nodiscard]] inline bool isSameText(std::string_view one, std::string_view other) noexcept
{
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    const std::size_t size = one.size();
    if (size != other.size()) {
        return false;
    }
    if (size < kWord) {
        return one == other;
    }
    const auto differ = [&](std::size_t at) {
        std::uint64_t a = 0;
        std::uint64_t b = 0;
        std::memcpy(&a, one.data() + at, kWord);
        std::memcpy(&b, other.data() + at, kWord);
        return a ^ b;
    };
    // The words from both ends overlap; between them there is something in long texts only.
    std::uint64_t difference = differ(0) | differ(size - kWord);
    if (size > 2 * kWord) {
        difference |= differ(kWord) | differ(size - 2 * kWord);
        for (std::size_t at = 2 * kWord; at + 2 * kWord < size; at += kWord) {
            difference |= differ(at);
        }
    }
    return difference == 0;
}

} // namespace ember
