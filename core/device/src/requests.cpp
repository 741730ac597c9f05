// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/requests.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr QStringView kVariablePrefix = u"var.";
constexpr QStringView kParameterPrefix = u"param.";

QString textOfJson(const QJsonValue &value)
{
    return value.toVariant().toString();
}

std::optional<QString> variable(const RequestVariables &variables, const TextTemplate::Placeholder &placeholder)
{
    const QString &path = placeholder.path;
    if (path == u"nowMs") {
        return QString::number(variables.nowMs).rightJustified(placeholder.width, u'0');
    }
    QString text;
    if (path == u"device") {
        text = variables.device;
    } else if (path == u"clientId") {
        text = variables.clientId;
    } else if (path == u"session") {
        text = variables.session;
    } else if (path.startsWith(kVariablePrefix)) {
        text = variables.variables.value(path.sliced(kVariablePrefix.size()));
    } else if (path.startsWith(kParameterPrefix)) {
        text = textOfJson(variables.parameters.value(path.sliced(kParameterPrefix.size())))
                   .rightJustified(placeholder.width, u'0');
    }
    // An empty text is no value: a request with a hole in it would ask for something else.
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

/// Fills templates and remembers the first placeholder that had no value.
class Filler
{
public:
    explicit Filler(const RequestVariables &variables)
        : m_variables(variables)
    {
    }

    const QString &missing() const { return m_missing; }

    QString fill(const TextTemplate &text)
    {
        const auto filled = text.fill([this](const TextTemplate::Placeholder &placeholder) {
            auto value = variable(m_variables, placeholder);
            if (!value && m_missing.isEmpty()) {
                m_missing = placeholder.path;
            }
            return value;
        });
        return filled.value_or(QString());
    }

    QJsonValue fill(const QJsonValue &value)
    {
        if (value.isString()) {
            const auto parsed = TextTemplate::parse(value.toString());
            if (const auto parameter = parsed ? wholeParameter(*parsed) : std::nullopt) {
                return *parameter;
            }
            return parsed ? QJsonValue(fill(*parsed)) : value;
        }
        if (value.isArray()) {
            QJsonArray array;
            for (const QJsonValue element : value.toArray()) {
                array.append(fill(element));
            }
            return array;
        }
        if (value.isObject()) {
            QJsonObject object = value.toObject();
            for (auto member = object.begin(); member != object.end(); ++member) {
                member.value() = fill(QJsonValue(member.value()));
            }
            return object;
        }
        return value;
    }

private:
    /// The value of a parameter that is all there is to the template.
    std::optional<QJsonValue> wholeParameter(const TextTemplate &text) const
    {
        const auto placeholders = text.placeholders();
        if (placeholders.size() != 1 || text.source() != u'{' + placeholders.front().path + u'}'
            || !placeholders.front().path.startsWith(kParameterPrefix)) {
            return std::nullopt;
        }
        const auto at = m_variables.parameters.constFind(placeholders.front().path.sliced(kParameterPrefix.size()));
        return at == m_variables.parameters.cend() ? std::nullopt : std::optional(*at);
    }

    const RequestVariables &m_variables;
    QString m_missing;
};

bool maySplitTopic(const QString &text)
{
    return text.contains(u'/') || text.contains(u'+') || text.contains(u'#') || text.contains(QChar(u'\0'));
}

} // namespace

bool isRequestPlaceholder(const QString &path)
{
    return path == u"device" || path == u"clientId" || path == u"session" || path == u"nowMs"
        || (path.startsWith(kVariablePrefix) && path.size() > kVariablePrefix.size());
}

Result<PreparedRequest> fillRequest(const RequestTemplate &request, const RequestVariables &variables)
{
    for (const auto &placeholder : request.topic.placeholders()) {
        if (const auto text = variable(variables, placeholder); text && maySplitTopic(*text)) {
            return Error{u"Request \"%1\": {%2} is \"%3\", and `/`, `+` and `#` may not stand in a topic level"_s.arg(
                request.id, placeholder.path, *text)};
        }
    }
    Filler filler(variables);
    PreparedRequest prepared;
    prepared.topic = filler.fill(request.topic);
    const QJsonValue body = filler.fill(request.body);
    if (!filler.missing().isEmpty()) {
        return Error{u"Request \"%1\": {%2} is not known for this device yet"_s.arg(request.id, filler.missing())};
    }
    prepared.body = body.isArray() ? QJsonDocument(body.toArray()).toJson(QJsonDocument::Compact)
        : body.isObject()          ? QJsonDocument(body.toObject()).toJson(QJsonDocument::Compact)
                                   : textOfJson(body).toUtf8();
    return prepared;
}

Result<QJsonValue> fillValue(const QJsonValue &value, const RequestVariables &variables)
{
    Filler filler(variables);
    QJsonValue filled = filler.fill(value);
    if (!filler.missing().isEmpty()) {
        return Error{u"{%1} has no value"_s.arg(filler.missing())};
    }
    return filled;
}

} // namespace ember
