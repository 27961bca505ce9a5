using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Queries;

public sealed class PageConditionsTests
{
    private static readonly ScanFilter A = Match(ScanDimension.Of(EventDimension.Page), "/a");
    private static readonly ScanFilter B = Match(ScanDimension.Of(EventDimension.Page), "/b");
    private static readonly ScanFilter FromX = Match(ScanDimension.Of(VisitDimension.Source), "x");
    private static readonly ScanFilter Signup = Match(ScanDimension.Of(EventDimension.Name), "signup");

    public static TheoryData<string, ScanFilter, string> Filters =>
        new()
        {
            { "a page", A, "/a" },
            { "a page and a source", And(A, FromX), "/a" },
            { "a page or a source", Or(A, FromX), "/a /b /c" },
            { "no page", And(FromX, Signup), "/a /b /c" },
            { "not a page", Not(A), "/b /c" },
            { "not a page with a source", Not(And(A, FromX)), "/a /b /c" },
            { "neither a page nor a source", Not(Or(A, FromX)), "/b /c" },
            { "a page with a source or another with an event", Or(And(A, FromX), And(B, Signup)), "/a /b" },
            { "two pages at once", And(A, B), "" },
            { "a page, unless it is another or has a source", And(Or(A, B), Not(Or(B, FromX))), "/a" },
        };

    [Theory]
    [MemberData(nameof(Filters))]
    public void Visits_entered_there_if_an_event_of_their_entry_page_can_pass_the_filter(string filter, ScanFilter asked, string pages)
    {
        var admits = PageConditions.Of(asked);
        string[] all = ["/a", "/b", "/c"];

        Assert.Equal(pages, string.Join(' ', all.Where(page => NaivePageConditions.Hold(asked, page))));
        Assert.True(pages == string.Join(' ', all.Where(page => admits?.Invoke(page) ?? true)), filter);
    }

    [Fact]
    public void Admitted_pages_are_those_of_the_definition_for_any_filter_whose_other_conditions_are_independent()
    {
        var random = new Random(6);
        for (var round = 0; round < RandomSeeds.Count(2_000); round++)
        {
            var others = 0;
            var filter = Draw(depth: 3);
            var admits = PageConditions.Of(filter);
            foreach (var page in (string[])["/a", "/b", "/c"])
            {
                Assert.True(NaivePageConditions.Hold(filter, page) == (admits?.Invoke(page) ?? true), $"Round {round}: {page}");
            }

            ScanFilter Draw(int depth) =>
                random.Next(depth > 0 ? 5 : 2) switch
                {
                    0 => random.Next(2) == 0 ? A : B,
                    1 => Match(ScanDimension.Of(VisitDimension.Source), $"x{others++}"),
                    2 => Not(Draw(depth - 1)),
                    3 => And([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Draw(depth - 1))]),
                    _ => Or([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Draw(depth - 1))]),
                };
        }
    }

    [Fact]
    public void A_filter_that_does_not_name_the_page_needs_no_entry_pages() => Assert.Null(PageConditions.Of(And(FromX, Not(Signup))));

    private static ScanFilter And(params ScanFilter[] filters) => new ScanFilter.And(filters);

    private static ScanFilter Or(params ScanFilter[] filters) => new ScanFilter.Or(filters);

    private static ScanFilter Not(ScanFilter filter) => new ScanFilter.Not(filter);

    private static ScanFilter Match(ScanDimension dimension, string value) =>
        new ScanFilter.Match(dimension, stored => stored == value, value);
}
