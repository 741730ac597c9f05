// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "builtinfiles.h"
#include "jsonschema.h"
#include "profilereading.h"

#include <QtCore/QJsonDocument>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

/// The profile schema, parsed once.
const JsonSchema &profileSchema()
{
    static const JsonSchema schema(QJsonDocument::fromJson(builtInFile(u"profile.schema.json"_s)).object());
    return schema;
}

const JsonNode &nodeAt(const JsonNode &root, const Violation &violation)
{
    const JsonNode *node = &root;
    for (const QString &segment : violation.path) {
        const JsonNode *next = nullptr;
        if (segment.startsWith(u'[')) {
            const std::size_t index = segment.mid(1, segment.size() - 2).toULongLong();
            next = index < node->items.size() ? &node->items[index] : nullptr;
        } else {
            next = node->member(segment);
        }
        if (!next) {
            return *node;
        }
        node = next;
    }
    if (violation.isUnknownMember()) {
        const JsonNode *const unknown = node->member(violation.quoted());
        return unknown ? *unknown : *node;
    }
    return *node;
}

} // namespace

void checkAgainstSchema(const JsonNode &root)
{
    if (const auto violation = profileSchema().firstViolation(root.toJson())) {
        failAt(nodeAt(root, *violation), profileSchema().inWords(*violation, u"the profile"_s));
    }
}

} // namespace ember
