// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/decodedmessage.h>
#include <ember/events/payload.h>

#include <memory>

namespace ember {

/// The data of an event that carries the `values` of the message it follows from. Shares that message.
class ValuesPayload final : public Payload
{
public:
    explicit ValuesPayload(std::shared_ptr<const DecodedMessage> message) noexcept;

    [[nodiscard]] const DecodedMessage &message() const noexcept { return *m_message; }
    [[nodiscard]] Value field(Symbol path) const noexcept override;
    [[nodiscard]] QJsonObject toJson() const override;
    [[nodiscard]] qsizetype byteSize() const override;

private:
    std::shared_ptr<const DecodedMessage> m_message;
};

} // namespace ember
