import Mustache
import PlanProgress
import Reports

/// What every review page is made from: one rollup, one language, the register for names, and who looks.
struct ReviewPage {
    let rollup: Rollup
    let register: DistrictRegister
    let language: Language
    let visitor: Visitor

    var overview: Overview { Overview(rollup, language: language) }
    var address: PageAddress { PageAddress(period: rollup.period, language: language) }

    func name(of unit: String) -> String { register.units[unit]?.name ?? unit }

    /// Renders a template with the frame's values and the page's own.
    func render(_ template: String, heading: String, subheading: String, otherLanguageHref: String, _ values: [String: Any]) -> [UInt8] {
        var all: [String: Any] = [
            "lang": language.rawValue, "w": PageWords(language: language).values, "heading": heading, "subheading": subheading,
            "disclaimer": overview.disclaimer, "asOf": language.day(rollup.asOf),
            "otherLanguage": [
                "href": otherLanguageHref, "code": language == .vi ? "en" : "vi", "name": language == .vi ? "English" : "Tiếng Việt",
            ],
            "technical": ["digest": rollup.figuresDigest.hex, "catalogue": rollup.catalogue.reference],
            "visitor": ["name": visitor.name, "role": PageNames.role(visitor.role, language), "formToken": visitor.formToken],
        ]
        all.merge(values) { $1 }
        return PageTemplates.page(template, all)
    }

    private var other: PageAddress { PageAddress(period: rollup.period, language: language == .vi ? .en : .vi) }

    /// `plans` are the titles that wards adopted for the year, by unit.
    func overviewPage(devices: [DeviceState], refused: [RefusedCount], plans: [String: String]) -> [UInt8] {
        render(
            "overview", heading: PageWords(language: language).values["title"] ?? "", subheading: overview.heading,
            otherLanguageHref: other.overview,
            [
                "coverage": overview.coverage, "periods": periods, "calendars": calendars, "dimensions": dimensionRows,
                "gridCaption": language(
                    "Dòng trên: nhiệm vụ thường xuyên có hoạt động trong kỳ trên tổng số. Dòng dưới: số hoạt động.",
                    "Upper line: standing tasks active in the period, of all. Lower line: activities."),
                "gridColumns": gridPlaces.map { ["code": $0.code == "all" ? language("Tất cả", "All") : $0.code, "name": $0.name] },
                "grid": grid, "csvHref": address.csv, "late": late, "hasLate": !late.isEmpty, "sync": sync(devices, plans),
                "measures": measureRows(unit: nil), "listed": listed, "hasListed": !listed.isEmpty,
                "refused": refusedNotice(refused), "hasSimulated": plans.values.contains { $0.contains("mô phỏng") },
            ])
    }

    // MARK: The chooser

    private var periods: [[String: Any]] {
        PeriodCode.all(in: rollup.period.code.year).compactMap { code in
            Period(code, rollup.period.calendar).map {
                ["code": code.description, "name": PageNames.period($0, language), "chosen": code == rollup.period.code]
            }
        }
    }

    private var calendars: [[String: Any]] {
        PeriodCalendar.allCases.map {
            ["code": $0.rawValue, "name": PageNames.calendar($0, language), "chosen": $0 == rollup.period.calendar]
        }
    }

    // MARK: Tables

    private func link(_ text: String, _ figure: String, _ place: Overview.Place, unit: String? = nil) -> [String: Any] {
        ["text": text, "href": address.source(figure, dimension: place.code, unit: unit)]
    }

    private func standing(_ cell: TaskCell, _ place: Overview.Place, unit: String? = nil) -> [String: Any] {
        var value = link(language.share(cell.standingActive, of: cell.standing), "tasks.standingActive", place, unit: unit)
        value["percent"] = language.percent(cell.standingActive, of: cell.standing)
        value["value"] = "\(cell.standingActive)"
        if cell.standing > 0 { value["max"] = "\(cell.standing)" }
        return value
    }

    private var dimensionRows: [[String: Any]] {
        overview.places.map { place in
            let cell = place.cell(of: rollup)
            var late = link(cell.total == 0 ? "–" : language.number(cell.late), "tasks.late", place)
            late["isSome"] = cell.late > 0
            return [
                "code": place.code.hasPrefix("D") ? place.code : "", "name": place.name, "isTotal": place.code == "all",
                "standing": standing(cell, place), "activities": link(language.number(cell.activities), "tasks.activities", place),
                "done": link(language.share(cell.done, of: cell.total), "tasks.done", place), "late": late,
            ]
        }
    }

    private var gridPlaces: [Overview.Place] { overview.places.filter { $0.code != "common" } }

    private var grid: [[String: Any]] {
        let silent = Set(rollup.coverage.silent)
        func row(_ name: String, unit: String?, _ cell: (Overview.Place) -> TaskCell) -> [String: Any] {
            let all = overview.places[overview.places.count - 1]
            let total = cell(all)
            var done = link(language.share(total.done, of: total.total), "tasks.done", all, unit: unit)
            done["isLate"] = false
            var late = link(total.total == 0 ? "–" : language.number(total.late), "tasks.late", all, unit: unit)
            late["isLate"] = total.late > 0
            return [
                "name": name,
                "cells": gridPlaces.map { place in
                    [
                        "standing": standing(cell(place), place, unit: unit),
                        "activities": link(language.number(cell(place).activities), "tasks.activities", place, unit: unit),
                    ]
                }, "ends": [done, late], "isTotal": unit == nil,
            ]
        }
        var rows = rollup.unitsByName.map { unit -> [String: Any] in
            var value: [String: Any] =
                silent.contains(unit.name.id)
                ? ["name": unit.name.name, "isSilent": true, "span": gridPlaces.count + 2]
                : row(unit.name.name, unit: unit.name.id) { $0.cell(of: unit.figures) }
            value["href"] = address.unit(unit.name.id)
            return value
        }
        rows.append(row(rollup.district.name, unit: nil) { $0.cell(of: rollup) })
        return rows
    }

    private var late: [[String: Any]] {
        rollup.unitsByName.flatMap { unit in
            unit.figures.outcomes.compactMap { outcome -> [String: Any]? in
                guard case .occurrence(let period, let state, let due, _, true, _) = outcome.content else { return nil }
                return [
                    "unit": unit.name.name, "task": outcome.task + (period.map { " \($0)" } ?? ""),
                    "due": due.map { language.day($0) } ?? "",
                    "state": PageNames.state(state, language),
                ]
            }
        }
    }

    /// Those who never sent first, then by how long ago; then by name.
    private func sync(_ devices: [DeviceState], _ plans: [String: String]) -> [[String: Any]] {
        let rows = rollup.unitsByName.map { unit -> (time: Int64, row: [String: Any]) in
            let own = devices.filter { $0.log.origin.unit == unit.name.id && $0.state == .enrolled }
            let newest = own.compactMap { $0.receipt?.time }.max()
            var row: [String: Any] = [
                "unit": unit.name.name, "devices": language.number(Int64(own.count)),
                "entries": language.number(devices.filter { $0.log.origin.unit == unit.name.id }.reduce(0) { $0 + $1.log.size }),
                "plan": plans[unit.name.id] ?? "",
            ]
            if let newest { row["received"] = language.moment(newest) }
            return (newest ?? 0, row)
        }
        return rows.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element.row)
    }

    func measureRows(unit: String?) -> [[String: Any]] {
        rollup.measures.map { figure in
            let measure = rollup.catalogue.measure(figure.id)
            let (value, percent) = Overview.amount(of: figure, language)
            return [
                "name": measure.map { language($0.name, $0.englishName) } ?? figure.id, "value": value, "percent": percent,
                "units": figure.units.map { language.number($0) } ?? "", "href": address.source(figure.id, unit: unit),
            ]
        }
    }

    private var listed: [[String: Any]] {
        var counts: [String: [String: Int64]] = [:]
        for item in rollup.listed { counts[item.unit, default: [:]][item.reason, default: 0] += 1 }
        return counts.sorted { $0.key < $1.key }.flatMap { unit, reasons in
            reasons.sorted { $0.key < $1.key }.map { reason, count in
                ["unit": name(of: unit), "reason": PageNames.reason(reason, language), "count": language.number(count)]
            }
        }
    }
}
