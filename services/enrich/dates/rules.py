"""What kinds of words and numbers, in which order, say what: the one grammar of every language.

Kinds: those of the lexicons' words (`month`, `weekday`, `unit`, `before`, `after`, `ago` …), those of digits (`dd` a
possible day, `hh` an hour, `yyyy` a year, `ddmm`, `hhmm`, `clock`, `date`) and those that rules make: `dated` (fields
of the calendar), `part` (quarter, half), `shift` (last week), `slice` (early May), `distance` (two days ago),
`clocktime`, `timed`, `range`, `length`, `recurring`. Gaps: a blank, `,` `(` `)` `-` `/`, `~` (to), `&` (and), `g` (of),
`o` (in, on), `'` (possessive). What a rule makes has a kind of its own, never that of a word.
"""

from __future__ import annotations

from services.enrich.dates import builders as build
from services.enrich.dates import fields, marks, ranges, times
from services.enrich.dates.cascade import Rule

_DAY = "dated|date|ddmm|dashed|weekday|deictic|shift"
_CLOCK = "clocktime|time|clock|daypart"
_ENDS = "dated|date|ddmm|weekday|month|part|timed"
_PART = "unit_quarter|unit_half"
_UNIT = "{unit:unit|time_unit}"
_YEAR = "{year:yyyy|yearno|yy}"
_WRITTEN = "dated|date|ddmm|dashed"
_OPTIONAL_YEAR = "(?:[ ,/go-](?:{unit_year}[ ])?" + _YEAR + ")?"
_OF_YEAR = "(?:[ ,/go-](?:{unit_year}[ ])?" + _YEAR + ")?"
_YEAR_FIRST = "(?:{year:yearno}[ ,g])?"
_COUNT = "number|cardinal"

LEVELS: tuple[tuple[Rule, ...], ...] = (
    (
        Rule("spoken-year", "{cardinal}[ ]{cardinal}[ ]{cardinal}[ ]{cardinal}", "yyyy", build.year_by_digits),
        Rule("spoken-year", "{cardinal}[ ]{cardinal}(?:[ -]{cardinal})?", "yyyy", build.spoken_year),
        Rule("numeral", "{cardinal|scale}(?:[ -]{cardinal|scale}){0,5}", "number", build.numeral),
    ),
    (
        Rule("year-mark", "{year:yyyy}[ ]{yearmark}", "yearno", fields.calendar_date),
        Rule("year-mark", "{era}[ ]{n:" + _COUNT + "}[ ]{yearmark}", "yearno", marks.year_of_era),
        Rule(
            "short-year-mark",
            "{y:number}[ ]{yearmark}[ ]{n:" + _COUNT + "}[ ]{monthmark}(?:[ ]{d:" + _COUNT + "}[ ]{daymark})?",
            "dated",
            marks.short_year_date,
        ),
        Rule("years-mark", "{a:yyyy}[~&-]{b:yyyy}[ ]{yearmark}", "range", ranges.joined),
        Rule(
            "months-mark",
            "(?:{year:yyyy}[ ]{yearmark}[ ])?{a:number}[~&-]{n:number}[ ]{monthmark}",
            "range",
            marks.month_pair,
        ),
        Rule(
            "month-day-mark",
            "{n:" + _COUNT + "}[ ]{monthmark}[ ]{d:" + _COUNT + "}[ ]{daymark}",
            "marked",
            marks.marked_date,
        ),
        Rule("quarter-mark", "{n:" + _COUNT + "|ordinal}[ ]{quartermark}", "part", marks.numbered_quarter),
        Rule("year-mark", "{era}[ ]{firstyear}", "yearno", marks.year_of_era),
        Rule("month-mark", "{n:" + _COUNT + "}[ ]{monthmark}", "month", marks.numbered_month),
        Rule("month-mark", "{monthword}[ ]{n:" + _COUNT + "}", "month", marks.numbered_month),
        Rule("month-mark", "{monthword}[ ]{x:mmyyyy}", "dated", build.kept),
        Rule("day-mark", "{n:" + _COUNT + "}[ ]{daymark}(?![ ]{agomark|lengthmark})", "dayno", marks.numbered_day),
        Rule(
            "decade-mark",
            "(?:{c:" + _COUNT + "|ordinal|roman}[ ]{centurymark}[ g])?{n:" + _COUNT + "}[ ]{decademark}",
            "years",
            marks.decade,
        ),
        Rule("decade-mark", "{n:ordinal|yyyy}[ ]{decademark}", "years", marks.decade),
        Rule("decade-mark", "{x:years}[ ]{decademark}", "years", build.kept),
        Rule("decade-mark", "{decadeword}[ ]{n:" + _COUNT + "}", "years", marks.decade),
        Rule("before-christ", "{n:number}[ ]{bc}", "ancient", marks.before_christ),
        Rule("century", "{n:" + _COUNT + "|ordinal|roman}[ -]{centurymark}", "years", build.century),
        Rule(
            "clock-mark",
            "(?:{at}[ ])?(?:{p:meridiem|daypart}[ ])?{n:" + _COUNT + "}[ ]{hourmark}"
            "(?:[ ](?:{m:" + _COUNT + "}[ ]{minutemark}|{halfmark}))?(?:[ ]{q:meridiem|daypart})?(?:[ (]{zone})?",
            "clocktime",
            times.marked,
        ),
        Rule(
            "hour-minutes",
            "(?:{at}[ ])?(?:{p:meridiem|daypart}[ ])?{n:"
            + _COUNT
            + "}[ ]{hourmark}[ ]{m:number}(?![ ]{unit}|[ ]{daymark})"
            "(?:[ ]{q:meridiem|daypart})?(?:[ (]{zone})?",
            "clocktime",
            times.marked,
        ),
        Rule(
            "clock-mark",
            "{c:hhmm|clock}[ ]{hourmark}(?:[ ]{p:meridiem|daypart})?(?:[ (]{zone})?",
            "clocktime",
            times.clock,
        ),
    ),
    (
        Rule("day-pair", _YEAR_FIRST + "{month}[ ]{a:dd|dayno}[&~-]{b:dayno}", "range", ranges.day_pair),
        Rule("day-pair", "{a:dd|dayno}[&~-]{b:dayno}", "range", ranges.day_pair),
        Rule("date", _YEAR_FIRST + "{month}[ ]{day:dayno}", "dated", fields.calendar_date),
        Rule("date", _YEAR_FIRST + "{x:marked}", "dated", marks.with_year),
        Rule("day-pair", _YEAR_FIRST + "{x:marked}[&~-]{b:dayno}", "range", marks.marked_pair),
        Rule("nth", "{unit}[ ]{n:ordinal}[ go]{month}" + _OPTIONAL_YEAR, "nth", build.nth_of_month),
        Rule("week-number", "{weekword}[ ]{n:number}(?:[ ,/go-]" + _YEAR + ")?", "nth", marks.week_number),
        Rule(
            "day-list",
            "(?:{dateword}[ ])?{a:dd}[,]{b:dd}(?:[,]{c:dd})?(?:[,]{d:dd})?[&,]{e:dd}[ g]{month}" + _OPTIONAL_YEAR,
            "several",
            ranges.day_list,
        ),
        Rule(
            "month-days",
            "{month}[ ]{a:dd}[,]{b:dd}(?:[,]{c:dd})?(?:[,]{d:dd})?[&]{e:dd}" + _OPTIONAL_YEAR,
            "several",
            ranges.day_list,
        ),
        Rule(
            "between",
            "{between}[ ](?:{dateword}[ ])?{a:dd}[&~](?:{dateword}[ ])?{b:dd}[ g]{month}" + _OPTIONAL_YEAR,
            "range",
            ranges.between_days,
        ),
        Rule("between", "{between}[ ]{month}[ ]{a:dd}[&~-]{b:dd}" + _OPTIONAL_YEAR, "range", ranges.between_days),
        Rule("day-list", "(?:{dateword}[ ])?{a:dd}[&]{e:dd}[ g]{month}" + _OPTIONAL_YEAR, "several", ranges.day_list),
        Rule("month-days", "{month}[ ]{a:dd}[&]{e:dd}" + _OPTIONAL_YEAR, "several", ranges.day_list),
        Rule("date", "{day:dayno}(?:[ g]{month}" + _OPTIONAL_YEAR + ")?", "dated", fields.calendar_date),
        Rule("date", "{year:yearno}[ ,g]{day:dd|ordinal}[ g]{month}", "dated", fields.calendar_date),
        Rule("month-of-year", "{year:yearno}[ ,go]{month}", "dated", fields.calendar_date),
        Rule("season", "{year:yearno}[ ,go]{season}", "dated", build.season),
        Rule("day-pair", "(?:{dateword}[ ])?{a:dd}[&~/-]{b:dd}[ g]{month}" + _OPTIONAL_YEAR, "range", ranges.day_pair),
        Rule("month-days", "{month}[ ]{a:dd}[&~-]{b:dd}" + _OPTIONAL_YEAR, "range", ranges.day_pair),
        Rule("day-pair", "{a:dd}[&~-]{b:dd}[ ]{monthday}(?:[ ]{month})?", "range", ranges.day_pair),
        Rule("day-pair", "{dateword}[ ]{a:dd}[&~-]{b:dd}", "range", ranges.day_pair),
        Rule("date", "(?:{dateword}[ ])?{day:dd|ordinal}[ g-]{month}" + _OPTIONAL_YEAR, "dated", fields.calendar_date),
        Rule("month-day", "{month}[ ]{day:dd|ordinal}" + _OPTIONAL_YEAR, "dated", fields.calendar_date),
        Rule("date", "{day:dd}[ ]{monthday}(?:[ ]{month}" + _OPTIONAL_YEAR + ")?", "dated", fields.calendar_date),
        Rule("date", "{dateword}[ ]{day:dd}", "dated", fields.calendar_date),
        Rule("day-pair", "{p:ddmm}[ g]{month}" + _OPTIONAL_YEAR, "range", ranges.slashed_pair),
        Rule("date", "{dateword}[ ]{x:date|ddmm|dashed}", "dated", build.kept),
        Rule(
            "month-of-year",
            "(?:{unit_month}[ ])?{month}[ ,go-](?:{unit_year}[ ])?" + _YEAR,
            "dated",
            fields.calendar_date,
        ),
        Rule("holiday", "{x:holiday}" + _OPTIONAL_YEAR, "dated", marks.with_year),
        Rule("month", "{unit_month}[ ]{month}", "dated", fields.calendar_date),
        Rule("year", "{unit_year}[ ]{year:yyyy|yy}", "dated", fields.calendar_date),
        Rule("decade", "{unit_year}[ ]{x:years}", "years", build.kept),
        Rule("weekday", "{unit_day}[ ]{x:weekday}", "weekday", build.kept),
        Rule(
            "part-of-year",
            "{n:ordinal|roman}[ -]{unit:" + _PART + "}" + _OF_YEAR,
            "part",
            build.part,
        ),
        Rule(
            "part-of-year",
            "{unit:" + _PART + "}[ -]{n:ordinal|roman|dd}" + _OF_YEAR,
            "part",
            build.part,
        ),
        Rule("part-of-year", _YEAR + "[ 'go]{n:ordinal|roman}[ -]{unit:" + _PART + "}", "part", build.part),
        Rule("part-of-year", "{unit:" + _PART + "}[ ]{n:mmyyyy}", "part", marks.part_slashed),
        Rule("part-of-year", "{x:part}[ ,go/-](?:{unit_year}[ ])?" + _YEAR, "part", build.part_of_year),
        Rule("part-of-year", _YEAR + "[ 'go/-]{x:part}", "part", build.part_of_year),
        Rule("season", "{season}[ go,](?:{unit_year}[ ])?" + _YEAR, "dated", build.season),
        Rule("century", "{n:ordinal|roman}[ -]{unit_century}", "years", build.century),
        Rule("century", "{unit_century}[ ]{n:ordinal|roman|dd}", "years", build.century),
        Rule(
            "clock",
            "{at}[ ]{c:clock|hhmm|hh|number}(?:[ ]{p:meridiem|daypart})?(?:[ (]{zone})?",
            "clocktime",
            times.clock,
        ),
        Rule("clock", "{c:clock|hhmm|hh}[ ]{p:meridiem|daypart}(?:[ (]{zone})?", "clocktime", times.clock),
        Rule("clock", "{c:number}[ ]{p:meridiem}", "clocktime", times.clock),
        Rule("clock", "{p:meridiem|daypart}[ ]{c:clock}(?:[ (]{zone})?", "clocktime", times.clock),
        Rule("clock", "{at}[ ]{c:ordinal}[ ]{p:meridiem|daypart}", "clocktime", times.clock),
        Rule("clock", "{c:clock|hhmm|time|hours}[ (]{zone}", "clocktime", times.clock),
    ),
    (
        Rule(
            "clocks",
            "(?:{at}[ ])?{a:clocktime|clock|hhmm|hh|time}[~&-]{b:clocktime|time}",
            "clocktime",
            times.clock_range,
        ),
        Rule("ago", "{n:number}[ -]" + _UNIT + "[ ]{ago}", "distance", build.ago),
        Rule("ago", "{length}[ ]{ago}", "distance", build.ago),
        Rule("ago", "{ago:ago_before}[ ](?:{n:number}[ ])?" + _UNIT, "distance", build.ago),
        Rule("span-of", "{before}[ ]{n:number}[ ]" + _UNIT, "length", build.length),
        Rule("span-of", "{n:number}[ ]" + _UNIT + "[ ]{after}", "length", build.length),
        Rule("span-of", "{n:number}[ ]{spanning}[ ]" + _UNIT, "length", build.length),
        Rule("span-of", _UNIT + "[ ]{n:number}[ ]{after}", "length", build.length),
        Rule("length", "{n:number}[ ]{andhalf}[ ]" + _UNIT, "length", build.length_and_half),
        Rule("length", "{n:number}[ ]" + _UNIT + "[ ]{andhalf}", "length", build.length_and_half),
        Rule("length", "{length}[ ]{andhalf}", "length", build.length_and_half),
        Rule("length", "{n:number}[ ]{x:length}", "length", build.counted_length),
        Rule("ago", "{n:number}[ ]{andhalf}[ ]" + _UNIT + "[ ]{ago}", "distance", build.ago),
        Rule("ago", "{n:number}[ ]" + _UNIT + "[ ]{andhalf}[ ]{ago}", "distance", build.ago),
        Rule("ago", "{ago:ago_before}[ ]{length}", "distance", build.ago),
        Rule("length", "{dashed}[ ]" + _UNIT, "length", build.unknown_length),
        Rule("length", "{n:number}[~-]{m:number}[ ]" + _UNIT, "length", build.length),
        Rule(
            "length",
            "{n:number}[ -]" + _UNIT + "[ &,]{m:number}[ -]{v:unit|time_unit}",
            "length",
            build.compound_length,
        ),
        Rule("length", "{n:number}[ -]" + _UNIT, "length", build.length),
        Rule("nth", "{n:ordinal}[ ]{unit}[go]{x:dated|month|deictic|yyyy|yearno}", "nth", build.nth),
        Rule("nth", "{n:ordinal}[ ]{unit}[g]{of:unit}", "nth", build.nth_of_this),
        Rule(
            "nth-weekday", "{n:ordinal}[ ]{w:weekday}[go]{x:dated|month|deictic|yyyy|yearno}", "nth", build.nth_weekday
        ),
        Rule("stepped-date", "{step:before}[ ]{x:weekday}[ ,(]{y:" + _WRITTEN + "}", "dated", build.weekday_of_date),
        Rule("relative", "{step:before}[ ]{unit}", "shift", build.shift),
        Rule("relative", "{unit}[ ]{step:after}", "shift", build.shift),
        Rule("unit-ago", _UNIT + "[ -]{ago}", "distance", build.ago),
        Rule("stepped", "{step:before}[ ]{x:month|weekday|short_weekday|dated|season|part}", "dated", build.stepped),
        Rule("stepped", "{x:month|dated|season|part}[ ]{step:after}", "dated", build.stepped),
        Rule("stepped", "{x:weekday}[ ]{step:after}", "weekday", build.stepped),
        Rule("daypart", "{daypart}[ ]{step:after}", "timed", times.daypart),
        Rule("daypart", "{step:before}[ ]{daypart}", "timed", times.daypart),
        Rule("every", "{every}[ ]{n:number}[ ]" + _UNIT, "recurring", build.every_length),
        Rule("every", "{every}[ ]" + _UNIT, "recurring", build.every_length),
        Rule("every", "{every}[ ]{x:weekday|month|season|part}", "recurring", build.every_one),
        Rule("every", "{every}[ ]{x:daypart}", "recurring", build.every_one),
    ),
    (
        Rule("within", "{x:dated|month|part|season|weekday}[ go,]{s:shift|deictic}", "dated", build.within),
        Rule("within", "{s:shift|deictic}[ 'g]{x:dated|month|part|season|weekday}", "dated", build.within),
        Rule("within", "{x:dd}[ go]{s:shift|deictic}", "dated", build.within),
        Rule("within", "{s:shift|deictic}['g]{x:dd}", "dated", build.within),
        Rule("within", "{s:shift|deictic}[ 'g]{x:range}", "range", ranges.range_within),
        Rule("within", "{x:range}[ go,]{s:shift|deictic}", "range", ranges.range_within),
        Rule(
            "nth-weekday",
            "{n:ordinal}[ ]{w:weekday}[ go]{x:dated|month|shift|deictic|yyyy|yearno}",
            "nth",
            build.nth_weekday,
        ),
        Rule("nth-weekday", "{x:month}[ ']{n:ordinal}[ ]{w:weekday}", "nth", build.nth_weekday),
        Rule("half-of-month", "{p:part}[go]{x:month|dated|shift|deictic}", "nth", build.half_of_month),
        Rule("week-of", "{unit:unit_week}[go]{x:dated|date}", "nth", build.holding),
        Rule("nth", "{n:ordinal}[ ]{unit}[ go]{x:dated|month|shift|deictic|yyyy|yearno}", "nth", build.nth),
        Rule("nth", "{unit}[ ]{n:ordinal}[ go]{x:dated|month|shift|deictic|yyyy|yearno}", "nth", build.nth),
        Rule("nth", "{x:dated|month|shift|deictic|yearno}[ 'g]{n:ordinal}[ ]{unit}", "nth", build.nth),
        Rule("within", "{x:part}[g]{unit:unit_year}", "dated", build.part_of_this_year),
        Rule("within", "{unit:unit_year}[ 'g]{x:part}", "dated", build.part_of_this_year),
    ),
    (
        Rule(
            "part",
            "{portion}[ go-]{x:dated|month|yyyy|yearno|shift|nth|years|part|season|weekday|deictic}",
            "slice",
            build.portion,
        ),
        Rule(
            "part",
            "{x:dated|month|yyyy|yearno|shift|years|part|weekday|deictic}[ g-]{portion:portion_after}",
            "slice",
            build.portion,
        ),
        Rule("part", "{portion}[ go-]{unit}", "slice", build.portion_of_this),
        Rule("part", "{unit}[ go-]{portion:portion_after}", "slice", build.portion_of_this),
    ),
    (
        Rule("weekday-date", "{x:weekday}[ ,(go]{y:" + _WRITTEN + "}", "dated", build.weekday_of_date),
        Rule("weekday-date", "{x:short_weekday}[ ,(]{y:" + _WRITTEN + "}", "dated", build.weekday_of_date),
        Rule("weekday-date", "{y:dated|date}[ ,(]{x:weekday|short_weekday}", "dated", build.weekday_of_date),
        Rule("weekday-number", "{x:weekday}[ ,]{n:dd}", "numbered", build.weekday_number),
        Rule("weekday-bracket", "{x:weekday|dated}[(]{n:dd}", "numbered", build.weekday_number),
        Rule("weekday-number", "{x:deictic}[(]{n:dd}", "dated", build.deictic_number),
        Rule("clock-day", "{c:" + _CLOCK + "}[ go]{x:" + _DAY + "}", "timed", times.timed),
        Rule("clock-day", "{c:clocktime|time|clock}[,]{x:" + _DAY + "}", "timed", times.timed),
        Rule("day-clock", "{x:short_weekday}[ ,]{c:clocktime}", "timed", times.timed),
        Rule("clock-day", "{c:clocktime}[ ,]{x:short_weekday}", "timed", times.timed),
    ),
    (
        Rule("both", "{x:deictic}[ ,(]{y:" + _WRITTEN + "|weekday}", "dated", build.both),
        Rule("both", "{y:" + _WRITTEN + "|weekday}[ ,()]{x:deictic}", "dated", build.both),
        Rule("day-clock", "{x:" + _DAY + "|timed}[ ,)(go-]{c:" + _CLOCK + "}", "timed", times.timed),
        Rule("day-clock", "{x:" + _DAY + "}[~]{c:clocktime|time}", "timed", times.timed),
        Rule("day-clock", "{x:" + _DAY + "}[ ,]{at}[ ]{c:time}", "timed", times.timed),
        Rule("day-hour", "{x:" + _DAY + "}[~o]{h:length}", "timed", times.day_hour),
        Rule("clock-day", "{c:" + _CLOCK + "}[ go]{x:" + _DAY + "}", "timed", times.timed),
        Rule("clock-day", "{c:clocktime|time|clock}[,]{x:" + _DAY + "}", "timed", times.timed),
    ),
    (
        Rule("day-clock", "{x:" + _DAY + "|timed}[ ,)(go-]{c:" + _CLOCK + "}", "timed", times.timed),
        Rule("weekday-bracket", "{x:timed}[(]{n:dd}", "timed", times.timed_number),
        Rule("clock-weekday-date", "{x:timed}[ ,go(]{y:" + _WRITTEN + "}", "timed", times.timed_date),
    ),
    (
        Rule("range", "{a:" + _ENDS + "}[~&-]{b:" + _ENDS + "}", "range", ranges.joined),
        Rule(
            "between",
            "{between}[ ]{a:yyyy|yearno|" + _ENDS + "}[~&-]{b:yyyy|yearno|" + _ENDS + "}",
            "range",
            ranges.between,
        ),
        Rule("range", "{a:yyyy|yearno|dated|month}[~-]{b:yyyy|yearno|dated|deictic|shift}", "range", ranges.joined),
        Rule("range", "{a:yyyy|yearno|dated|month|years|slice}[~]{b:slice}", "range", ranges.joined),
        Rule("range", "{a:slice}[~]{b:yyyy|yearno|dated|month|years}", "range", ranges.joined),
        Rule("stepped", "{x:range}[ ]{step:after}", "range", build.stepped),
        Rule("range", "{a:years}(?:[,]{years})?[~&-]{b:years}", "range", ranges.list_of_decades),
    ),
)
