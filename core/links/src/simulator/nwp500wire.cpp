// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/nwp500wire.h"

#include "simulator/simulationrandom.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <array>
#include <cstring>

namespace ember {

namespace {
constexpr int kStream = 30;
constexpr std::size_t kMaxEnvelope = 1024;

QByteArray hex(quint64 number, int digits)
{
    return QByteArray::number(number, 16).rightJustified(digits, '0').right(digits);
}

/// 12 lower-case hex digits, marked as locally administered; the index keeps the devices of one seed apart.
QByteArray macAddress(quint64 seed, int index)
{
    SimulationRandom random = SimulationRandom::derived(seed, 0, kStream);
    const quint64 number = random.next();
    const quint64 first = ((number >> 56U) & 0xfcU) | 0x02U;
    const quint64 last = (number + quint64(index)) & 0xffffU;
    return hex(first, 2) + hex(number >> 24U, 6) + hex(last, 4);
}

QByteArray clientId(quint64 seed)
{
    SimulationRandom random = SimulationRandom::derived(seed, 0, kStream + 1);
    return "navien-client-" + hex(random.next(), 8);
}

char *append(char *out, const QByteArray &text)
{
    std::memcpy(out, text.constData(), std::size_t(text.size()));
    return out + text.size();
}
} // namespace

Nwp500Wire::Nwp500Wire(quint64 seed, int index)
    : m_mac(macAddress(seed, index))
    , m_head(R"({"protocolVersion":2,"clientID":")" + clientId(seed) + R"(","sessionID":")")
    , m_body(R"("response":{"deviceType":52,"macAddress":")" + m_mac + R"(","additionalValue":"5322",)")
    , m_topic(QString::fromLatin1("cmd/52/navilink-" + m_mac + '/' + clientId(seed) + "/res"))
{
    SimulationRandom random = SimulationRandom::derived(seed, index, kStream + 2);
    m_serial = "SIM5322" + QByteArray::number(random.next() % 100'000'000'000).rightJustified(11, '0');
}

QByteArray Nwp500Wire::status(const Nwp500Status &status, const QByteArray &session) const
{
    static const QByteArray kRequest(R"(","requestTopic":"cmd/52/navilink-)");
    static const QByteArray kBeforeBody(R"(/st",)");
    static const QByteArray kOpen(R"("status":{)");
    static const QByteArray kClose("}}}");
    Q_ASSERT(std::size_t(m_head.size() + m_mac.size() + m_body.size() + session.size() + 80) < kMaxEnvelope);
    std::array<char, kMaxEnvelope + Nwp500Status::kMaxSize> buffer; // NOLINT: filled below, zeroing it would cost
    char *out = append(buffer.data(), m_head);
    out = append(out, session);
    out = append(out, kRequest);
    out = append(out, m_mac);
    out = append(out, kBeforeBody);
    out = append(out, m_body);
    out = append(out, kOpen);
    out = status.write(out);
    out = append(out, kClose);
    return {buffer.data(), out - buffer.data()};
}

QByteArray Nwp500Wire::feature(const QByteArray &session) const
{
    return m_head + session + R"(","requestTopic":"cmd/52/navilink-)" + m_mac + R"(/st/did",)" + featureBody();
}

QByteArray Nwp500Wire::statusFor(const Nwp500Request &request, const Nwp500Status &status) const
{
    std::array<char, Nwp500Status::kMaxSize> buffer; // NOLINT: filled below
    const char *const end = status.write(buffer.data());
    return headFor(request) + m_body + R"("status":{)" + QByteArray(buffer.data(), end - buffer.data()) + "}}}";
}

QByteArray Nwp500Wire::featureFor(const Nwp500Request &request) const
{
    return headFor(request) + featureBody();
}

QByteArray Nwp500Wire::recordsFor(const Nwp500Request &request, const QJsonObject &members) const
{
    return headFor(request) + m_body + QJsonDocument(members).toJson(QJsonDocument::Compact).mid(1) + '}';
}

QByteArray Nwp500Wire::headFor(const Nwp500Request &request) const
{
    return R"({"protocolVersion":)" + request.protocolVersion + R"(,"clientID":)" + request.clientId
        + R"(,"sessionID":)" + request.session + R"(,"requestTopic":)" + request.requestTopic + ',';
}

QByteArray Nwp500Wire::featureBody() const
{
    return m_body
        + R"("feature":{"countryCode":3,"modelTypeCode":513,"controlTypeCode":100,"volumeCode":2,)"
          R"("controllerSwVersion":184614912,"panelSwVersion":0,"wifiSwVersion":34013184,)"
          R"("controllerSwCode":33556241,"panelSwCode":0,"wifiSwCode":268435985,)"
          R"("recircSwVersion":0,"recircModelTypeCode":0,"controllerSerialNumber":")"
        + m_serial
        + R"(","powerUse":2,"holidayUse":2,"programReservationUse":2,"dhwUse":2,"dhwTemperatureSettingUse":2,)"
          R"("smartDiagnosticUse":2,"wifiRssiUse":2,"energyUsageUse":2,"freezeProtectionUse":2,"mixingValveUse":1,)"
          R"("drSettingUse":2,"antiLegionellaSettingUse":2,"hpwhUse":2,"dhwRefillUse":1,"ecoUse":2,)"
          R"("electricUse":2,"heatpumpUse":2,"energySaverUse":2,"highDemandUse":2,"recirculationUse":1,)"
          R"("recircReservationUse":1,"title24Use":1,"temperatureType":2,"tempFormulaType":1,)"
          R"("dhwTemperatureMin":81,"dhwTemperatureMax":131,"freezeProtectionTempMin":12,)"
          R"("freezeProtectionTempMax":20,"recircTemperatureMin":81,"recircTemperatureMax":131}}})";
}

} // namespace ember
