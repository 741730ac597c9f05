// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/emission.h>
#include <ember/events/event.h>

#include <QtCore/QFuture>
#include <QtCore/QPromise>

#include <atomic>
#include <memory>

namespace ember {

/// One emitAsync() until every handler has finished; where that never happens the event was dropped. One thread at a
/// time: the caller's, then the emitter's.
class AskedEmission
{
public:
    AskedEmission() { m_promise.start(); }
    AskedEmission(const AskedEmission &) = delete;
    AskedEmission &operator=(const AskedEmission &) = delete;
    ~AskedEmission();

    Emission result;

    [[nodiscard]] QFuture<Emission> future() const { return m_promise.future(); }
    /// One more part of it has to end: the emission itself, an awaited handler, a concurrent one.
    void begin() noexcept { ++m_open; }
    /// A part has ended. With the last one the future finishes, which runs its continuations: anybody's code.
    void end();
    /// The event is not emitted. The future finishes.
    void refuse(EmissionOutcome outcome, const QString &why);

private:
    QPromise<Emission> m_promise;
    int m_open = 0;
    bool m_hasEnded = false;
};

/// How an emitAsync() travels through the inbox: as the payload of an event of the same name and source, so that it
/// keeps its place and the inbox's policy applies to it. Thrown out there, it says so.
class AskedPayload final : public Payload
{
public:
    /// `underWay` counts these.
    AskedPayload(Event event, std::shared_ptr<std::atomic<quint64>> underWay);
    ~AskedPayload() override;

    [[nodiscard]] const std::shared_ptr<AskedEmission> &asked() const noexcept { return m_asked; }
    /// Emitter's thread, once.
    [[nodiscard]] Event takeEvent() const noexcept { return std::move(m_event); }

    [[nodiscard]] Value field(Symbol path) const noexcept override;
    [[nodiscard]] QJsonObject toJson() const override;
    [[nodiscard]] qsizetype byteSize() const override { return m_event.byteSize(); }
    [[nodiscard]] const void *structAs(const std::type_info &type) const noexcept override;

private:
    mutable Event m_event;
    const std::shared_ptr<AskedEmission> m_asked = std::make_shared<AskedEmission>();
    const std::shared_ptr<std::atomic<quint64>> m_underWay;
};

} // namespace ember
