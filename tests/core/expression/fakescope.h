// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/expression/scope.h>

#include <map>
#include <utility>
#include <vector>

namespace ember::test {

/// A scope that answers from tables. Only what was set exists.
class FakeScope final : public Scope
{
public:
    using Root = FieldReference::Root;

    void set(Root root, QStringView path, Scalar value) { m_fields[{root, path.toString()}] = std::move(value); }
    /// `values.<name>`.
    void setValue(const QString &name, Scalar value) { set(Root::Data, QString(u"values." + name), std::move(value)); }
    void addHandler(std::map<QString, Scalar> fields) { m_handlers.push_back(std::move(fields)); }

    [[nodiscard]] Value value(const FieldReference &ref, int handler) const noexcept override
    {
        if (ref.root == Root::Handler) {
            const auto &fields = m_handlers.at(std::size_t(handler));
            const auto found = fields.find(ref.path.text());
            return found == fields.end() ? Value() : found->second.view();
        }
        const auto found = m_fields.find({ref.root, ref.path.text()});
        return found == m_fields.end() ? Value() : found->second.view();
    }
    [[nodiscard]] int handlerCount() const noexcept override { return int(m_handlers.size()); }

private:
    std::map<std::pair<Root, QString>, Scalar> m_fields;
    std::vector<std::map<QString, Scalar>> m_handlers;
};

} // namespace ember::test
