/* Charts: well-formed, escaped, free of inline style, and the geometry says what the figures say. */
#include "doc/chart.h"

#include "doc/chart_shape.h"

#include <expat.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static int setup(void **state)
{
	*state = arena_open();
	return 0;
}

static int teardown(void **state)
{
	arena_close(*state);
	return 0;
}

static const char *const LABELS[] = {"<script>\"化石\"&'", "电力", "逸散", "回收"};
static const double VALUES[] = {300, 100, NAN, -50};

static Chart chart_of(int label_count)
{
	return (Chart){.id = "by-source",
	    .title = "各源 <排放>",
	    .description = "化石燃料最多",
	    .unit = "tCO₂e",
	    .labels = LABELS,
	    .label_count = label_count,
	    .series_count = 1,
	    .values = VALUES,
	    .places = 2};
}

static void is_sound(const Buf *svg)
{
	assert_false(svg->overflow);
	XML_Parser parser = XML_ParserCreate("UTF-8");
	if (XML_Parse(parser, buf_take(svg), (int)svg->len, 1) != XML_STATUS_OK)
		fail_msg("%s in %s", XML_ErrorString(XML_GetErrorCode(parser)), buf_take(svg));
	XML_ParserFree(parser);
	assert_non_null(strstr(buf_take(svg), "role=\"img\""));
	assert_non_null(strstr(buf_take(svg), "aria-labelledby=\"by-source-t\""));
	assert_non_null(strstr(buf_take(svg), "<title id=\"by-source-t\">"));
	assert_null(strstr(buf_take(svg), "style="));
	assert_null(strstr(buf_take(svg), "<script"));
	assert_null(strstr(buf_take(svg), "nan"));
	assert_null(strstr(buf_take(svg), "inf"));
}

/* The n-th value of an attribute, as it stands in the text. */
static double nth(const char *svg, const char *element, int n, const char *attribute)
{
	for (; n >= 0; n--) {
		svg = strstr(svg, element);
		assert_non_null(svg);
		svg += strlen(element);
	}
	const char *at = strstr(svg, attribute);
	assert_non_null(at);
	return atof(at + strlen(attribute));
}

/* 300, then +100, then what is not reported, then -50, then the total of 350. */
static void waterfall_bars_begin_where_the_last_ended(void **state)
{
	static const char *const NAMES[] = {"2024", "活动", "因子", "边界", "2025"};
	static const double STEPS[] = {300, 100, NAN, -50, 350};
	Buf svg = buf_in(*state, 100000);
	Chart chart = chart_of(5);
	chart.labels = NAMES;
	chart.values = STEPS;
	chart_waterfall(&svg, &chart);
	is_sound(&svg);
	double start = nth(buf_take(&svg), "<rect", 0, " x=\"") + 2,
	       end = nth(buf_take(&svg), "<rect", 4, " x=\"") + 2;
	double rise = nth(buf_take(&svg), "<rect", 1, " x=\""),
	       rise_width = nth(buf_take(&svg), "<rect", 1, "width=\"");
	double fall = nth(buf_take(&svg), "<rect", 3, " x=\""),
	       fall_width = nth(buf_take(&svg), "<rect", 3, "width=\"");
	assert_true(fabs(rise - start) < 0.2);
	assert_true(fabs(fall + fall_width - (rise + rise_width)) < 0.2);
	assert_true(fabs(fall - end) < 0.2);
	assert_true(fabs(rise_width / fall_width - 2) < 0.02);
	Buf flat = buf_in(*state, 100000);
	static const double NOTHING[] = {0, 0, 0, 0, 0};
	chart.values = NOTHING;
	chart_waterfall(&flat, &chart);
	is_sound(&flat);
}

static void bars_are_as_long_as_their_figures(void **state)
{
	Buf svg = buf_in(*state, 100000);
	Chart chart = chart_of(4);
	chart_bars(&svg, &chart);
	is_sound(&svg);
	double first = nth(buf_take(&svg), "<rect", 0, "width=\""),
	       second = nth(buf_take(&svg), "<rect", 1, "width=\"");
	double below = nth(buf_take(&svg), "<rect", 3, "width=\"");
	assert_true(fabs(first / second - 3) < 0.01);
	assert_true(fabs(second / below - 2) < 0.02);
	double zero = nth(buf_take(&svg), "<rect", 0, " x=\"");
	assert_true(fabs(nth(buf_take(&svg), "<rect", 3, " x=\"") + below - zero) < 0.2);
	assert_non_null(strstr(buf_take(&svg), ">300.00 tCO₂e<"));
	assert_non_null(strstr(buf_take(&svg), ">-</text>"));
	assert_non_null(strstr(buf_take(&svg), "&lt;script&gt;&quot;"));
	assert_non_null(strstr(buf_take(&svg), "class=\"chart-1\""));
	assert_non_null(strstr(buf_take(&svg), "<desc id=\"by-source-d\">化石燃料最多</desc>"));
}

static void columns_stack(void **state)
{
	static const char *const series[] = {"一", "二"};
	static const double values[] = {10, 30, 0, 20};
	Buf svg = buf_in(*state, 100000);
	Chart chart = chart_of(2);
	chart.series = series;
	chart.series_count = 2;
	chart.values = values;
	chart_columns(&svg, &chart);
	is_sound(&svg);
	double y1 = nth(buf_take(&svg), "<rect", 0, " y=\""),
	       h1 = nth(buf_take(&svg), "<rect", 0, "height=\"");
	double y2 = nth(buf_take(&svg), "<rect", 1, " y=\""),
	       h2 = nth(buf_take(&svg), "<rect", 1, "height=\"");
	assert_true(fabs(h2 / h1 - 3) < 0.02);
	assert_true(fabs(y2 + h2 - y1) < 0.2);
	assert_non_null(strstr(buf_take(&svg), "class=\"chart-2\""));
}

static void donut_shares_add_up(void **state)
{
	Buf svg = buf_in(*state, 100000);
	Chart chart = chart_of(4);
	chart_donut(&svg, &chart, "合计");
	is_sound(&svg);
	assert_non_null(strstr(buf_take(&svg), ">75.0%<"));
	assert_non_null(strstr(buf_take(&svg), ">25.0%<"));
	assert_non_null(strstr(buf_take(&svg), ">400.00<"));
	Buf one = buf_in(*state, 100000);
	chart.label_count = 1;
	chart_donut(&one, &chart, "合计");
	is_sound(&one);
	assert_non_null(strstr(buf_take(&one), ">100.0%<"));
}

static void nothing_to_draw_is_drawn_soundly(void **state)
{
	static const double nothing[] = {NAN, 0, NAN, 0};
	for (int count = 0; count <= 4; count += 4) {
		Chart chart = chart_of(count);
		chart.values = nothing;
		void (*const draw[])(Buf *, const Chart *) = {chart_bars, chart_columns};
		for (int i = 0; i < 2; i++) {
			Buf svg = buf_in(*state, 100000);
			draw[i](&svg, &chart);
			is_sound(&svg);
		}
		Buf svg = buf_in(*state, 100000);
		chart_donut(&svg, &chart, "合计");
		is_sound(&svg);
	}
}

static void compare_tells_the_deviation(void **state)
{
	static const struct {
		double a, b;
		const char *figure;
		bool needs_attention;
	} cases[] = {{100, 104, "+4.00%", false}, {100, 89, "-11.00%", true}, {0, 5, "-<", false},
	    {NAN, 5, "-<", false}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		Buf svg = buf_in(*state, 100000);
		chart_compare(&svg, &(ChartCompare){.id = "by-source",
					.title = "核对",
					.a_label = "电费单",
					.a = cases[i].a,
					.b_label = "能源表",
					.b = cases[i].b,
					.unit = "MWh",
					.places = 1,
					.deviation_label = "偏差",
					.attention_percent = 5});
		is_sound(&svg);
		assert_non_null(strstr(buf_take(&svg), cases[i].figure));
		assert_int_equal(strstr(buf_take(&svg), "chart-attention") != NULL, cases[i].needs_attention);
	}
}

static void figures_are_grouped(void **state)
{
#define THIN "\xE2\x80\x89"
	static const struct {
		double value;
		int places;
		const char *text;
	} cases[] = {{0, 2, "0.00"}, {-0.001, 2, "0.00"}, {999.995, 1, "1" THIN "000.0"},
	    {1234567.8, 2, "1" THIN "234" THIN "567.80"}, {-1234, 0, "-1" THIN "234"}, {NAN, 2, "-"},
	    {INFINITY, 2, "-"}, {12, 0, "12"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(chart_number(*state, cases[i].value, cases[i].places), cases[i].text);
}

static void steps_are_round(void **state)
{
	(void)state;
	static const double most[] = {1, 3, 4.2, 7, 99, 100, 1234, 0.02, 5e9};
	for (size_t i = 0; i < sizeof most / sizeof *most; i++) {
		double step = chart_step(most[i]), parts = ceil(most[i] / step - 1e-9);
		double lead = step / pow(10, floor(log10(step) + 1e-9));
		assert_true(parts >= 2 && parts <= 6);
		assert_true(fabs(lead - 1) < 1e-6 || fabs(lead - 2) < 1e-6 || fabs(lead - 5) < 1e-6);
	}
	assert_true(chart_step(0) == 1 && chart_step(NAN) == 1);
}

static void long_texts_are_cut_between_characters(void **state)
{
	assert_string_equal(chart_cut(*state, "电力", 2), "电力");
	assert_string_equal(chart_cut(*state, "净购入电力的排放", 4), "净购入…");
	assert_string_equal(chart_cut(*state, "abcdefghij", 3), "abc…");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(waterfall_bars_begin_where_the_last_ended),
	    TEST(bars_are_as_long_as_their_figures),
	    TEST(columns_stack),
	    TEST(donut_shares_add_up),
	    TEST(nothing_to_draw_is_drawn_soundly),
	    TEST(compare_tells_the_deviation),
	    TEST(figures_are_grouped),
	    TEST(steps_are_round),
	    TEST(long_texts_are_cut_between_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
