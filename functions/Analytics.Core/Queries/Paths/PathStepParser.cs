using System.Text.Json;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Execution;
using Analytics.Core.Queries.Parsing;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>Parses a step.</summary>
internal static class PathStepParser
{
    private const int MaxName = 120;
    private const int MaxPage = 2_000;
    private const int MaxWildcards = 20;

    /// <summary>Accepted forms, for error messages.</summary>
    public const string Accepted = "{\"page\": \"/pricing\"}, {\"event\": \"Signup\"} or {\"goal\": \"Purchase\"}";

    public static PathStep Parse(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new QueryException($"{path} is {Expect.Show(element)}; write {Accepted}.");
        }

        Expect.OnlyKeys(element, path, "page", "event", "goal", "filters");
        (string Key, PathStepKind Kind)[] kinds =
        [
            ("page", PathStepKind.Page),
            ("event", PathStepKind.Event),
            ("goal", PathStepKind.Goal),
        ];
        var given = kinds.Where(kind => element.TryGetProperty(kind.Key, out _)).ToList();
        if (given.Count != 1)
        {
            throw new QueryException(
                given.Count == 0
                    ? $"{path} is {Expect.Show(element)}; write {Accepted}."
                    : $"{path} has {string.Join(" and ", given.Select(kind => kind.Key))}; give one of them."
            );
        }

        var (key, kind) = given[0];
        var text = Expect.Text(element.GetProperty(key), $"{path}.{key}");
        Check(kind, text, $"{path}.{key}");
        return new(kind, text, element.TryGetProperty("filters", out var filters) ? Filters(filters, kind, $"{path}.filters") : []);
    }

    private static void Check(PathStepKind kind, string text, string path)
    {
        if (kind == PathStepKind.Page && !text.StartsWith('/') && !text.StartsWith('*'))
        {
            throw new QueryException(
                $"{path} is '{Expect.Cut(text)}', which is no path; begin it with a slash, like /pricing or /blog/**."
            );
        }

        if (kind == PathStepKind.Page && text.Count(letter => letter == '*') > MaxWildcards)
        {
            throw new QueryException($"{path} has more than {MaxWildcards} stars; write a simpler pattern.");
        }

        if (kind == PathStepKind.Event && text is VisitRules.Pageview or VisitRules.Engagement)
        {
            throw new QueryException($"{path} is '{text}', which is no custom event; use page for a view of a page, or a scroll goal.");
        }

        var maxLength = kind == PathStepKind.Page ? MaxPage : MaxName;
        if (text.Length > maxLength)
        {
            throw new QueryException($"{path} has {text.Length} characters; at most {maxLength} are accepted.");
        }
    }

    private static IReadOnlyList<QueryFilter> Filters(JsonElement element, PathStepKind kind, string path)
    {
        var filters = FilterParser.Parse(element, path);
        if (kind == PathStepKind.Goal && filters.Count > 0)
        {
            throw new QueryException($"{path} cannot narrow a goal; leave it out, or use event or page.");
        }

        if (filters.Any(HasBehaviour))
        {
            throw new QueryException(
                $"{path} has has_done or has_not_done, which selects visits; put it into the filters of the whole question."
            );
        }

        return
            filters
                .SelectMany(filter => filter.Tests())
                .FirstOrDefault(test => !test.Dimension.Stored.IsOfEvent || SiteGoals.IsGoal(test.Dimension))
                is { } test
            ? throw new QueryException(
                $"{path} has {test.Dimension.Name}; use dimensions of the event, such as event:props:plan, "
                    + "and put others into the filters of the whole question."
            )
            : filters;
    }

    private static bool HasBehaviour(QueryFilter filter) =>
        filter switch
        {
            QueryFilter.And and => and.Filters.Any(HasBehaviour),
            QueryFilter.Or or => or.Filters.Any(HasBehaviour),
            QueryFilter.Not not => HasBehaviour(not.Filter),
            _ => filter is QueryFilter.HasDone,
        };
}
