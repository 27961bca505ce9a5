using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Execution;

/// <summary>Makes predicates on stored values from the clauses of a filter. The predicates are pure and thread-safe.</summary>
internal static class ClausePredicate
{
    public static Func<string?, bool> For(QueryFilter.Test test)
    {
        var kind = test.Dimension.Labels;
        Func<string?, bool> anyClauseMatches = test.Operator switch
        {
            FilterOperator.Is or FilterOperator.IsNot => Equal(test, kind),
            FilterOperator.Contains or FilterOperator.ContainsNot => Contained(test, kind),
            _ => Matched(test, kind),
        };
        return test.Operator switch
        {
            FilterOperator.IsNot => stored => !anyClauseMatches(stored),

            // An event without the property has no text, so it passes no test of texts, negated or not.
            FilterOperator.ContainsNot or FilterOperator.MatchesNot => stored => stored is not null && !anyClauseMatches(stored),
            FilterOperator.Contains or FilterOperator.Matches => stored => stored is not null && anyClauseMatches(stored),
            _ => anyClauseMatches,
        };
    }

    private static Func<string?, bool> Equal(QueryFilter.Test test, LabelKind kind)
    {
        var values = test
            .Clauses.Select(clause => Spelled(kind, clause))
            .ToHashSet(test.CaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

        // The empty text stands for "not set" too, as clients of other systems write it.
        var emptyMatches = values.Contains(string.Empty);
        return stored => (emptyMatches && stored is "") || values.Contains(Spelled(kind, DimensionLabels.Of(kind, stored)));
    }

    /// <summary>Returns a label as codes are spelled; rows of earlier releases have them as they were sent.</summary>
    private static string Spelled(LabelKind kind, string label) =>
        kind switch
        {
            LabelKind.Country => CodeSpelling.Of(VisitDimension.Country, label),
            LabelKind.Region => CodeSpelling.Of(VisitDimension.Region, label),
            LabelKind.Language => CodeSpelling.Of(VisitDimension.Language, label),
            _ => label,
        };

    private static Func<string?, bool> Contained(QueryFilter.Test test, LabelKind kind)
    {
        var clauses = test.Clauses.ToArray();
        var comparison = test.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return stored =>
        {
            var label = DimensionLabels.Of(kind, stored);
            foreach (var clause in clauses)
            {
                if (label.Contains(clause, comparison))
                {
                    return true;
                }
            }

            return false;
        };
    }

    private static Func<string?, bool> Matched(QueryFilter.Test test, LabelKind kind)
    {
        var patterns = new PatternTest(test.Clauses, test.CaseSensitive, PatternTest.MaxTime);
        return stored => patterns.IsMatch(DimensionLabels.Of(kind, stored));
    }
}
