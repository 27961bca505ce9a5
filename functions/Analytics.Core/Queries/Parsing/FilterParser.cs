using System.Text.Json;
using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Text;

namespace Analytics.Core.Queries.Parsing;

/// <summary>Parses <c>filters</c> with its logical operators.</summary>
internal sealed class FilterParser
{
    private const int MaxFilters = 200;
    private const int MaxDepth = 10;
    private const int MaxClauses = 2_000;
    private const int MaxPatterns = 100;
    private const int MaxClauseLength = 2_000;

    private static readonly (string Name, FilterOperator Operator)[] Operators =
    [
        ("is", FilterOperator.Is),
        ("is_not", FilterOperator.IsNot),
        ("contains", FilterOperator.Contains),
        ("contains_not", FilterOperator.ContainsNot),
        ("matches", FilterOperator.Matches),
        ("matches_not", FilterOperator.MatchesNot),
    ];

    private int _count;
    private int _clauses;
    private int _patterns;
    private string? _behaviour;

    private FilterParser() { }

    /// <summary>Returns the name of an operator in the API.</summary>
    public static string NameOf(FilterOperator filterOperator) => Operators.First(candidate => candidate.Operator == filterOperator).Name;

    public static IReadOnlyList<QueryFilter> Parse(JsonElement element, string path = "filters") =>
        new FilterParser().ParseList(element, path, 0, 0);

    private List<QueryFilter> ParseList(JsonElement element, string path, int least, int depth)
    {
        Expect.Array(element, path, "an array of filters", MaxFilters);
        if (element.GetArrayLength() < least)
        {
            throw new QueryException($"{path} is empty; give at least one filter.");
        }

        var filters = new List<QueryFilter>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
        {
            filters.Add(ParseFilter(item, $"{path}[{filters.Count}]", depth));
        }

        return filters;
    }

    private QueryFilter ParseFilter(JsonElement element, string path, int depth)
    {
        if (++_count > MaxFilters)
        {
            throw new QueryException($"filters has more than {MaxFilters} filters in all; ask for fewer.");
        }

        if (depth > MaxDepth)
        {
            throw new QueryException($"{path} is nested more than {MaxDepth} deep; flatten the filter.");
        }

        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() < 2)
        {
            throw new QueryException($"{path} is {Expect.Show(element)}; write a filter like [\"is\", \"event:page\", [\"/pricing\"]].");
        }

        var name = Expect.Text(element[0], $"{path}[0]");
        switch (name)
        {
            case "and":
                return new QueryFilter.And(ParseList(Operand(element, path, name), $"{path}[1]", 1, depth + 1));
            case "or":
                return new QueryFilter.Or(ParseList(Operand(element, path, name), $"{path}[1]", 1, depth + 1));
            case "not":
                return new QueryFilter.Not(ParseFilter(Operand(element, path, name), $"{path}[1]", depth + 1));
            case "has_done" or "has_not_done":
                return Behaviour(element, path, name, depth);
        }

        foreach (var candidate in Operators)
        {
            if (candidate.Name == name)
            {
                return Test(candidate.Operator, element, path);
            }
        }

        throw new QueryException(
            $"{path}[0] is '{Expect.Cut(name)}', which is no operator; "
                + $"use one of {string.Join(", ", Operators.Select(candidate => candidate.Name))}, and, or, not, has_done, has_not_done."
        );
    }

    private QueryFilter.HasDone Behaviour(JsonElement element, string path, string name, int depth)
    {
        if (_behaviour is not null)
        {
            throw new QueryException($"{path}[0] is '{name}' inside {_behaviour}; put the two side by side.");
        }

        _behaviour = $"{path}[0] '{name}'";
        var filter = ParseFilter(Operand(element, path, name), $"{path}[1]", depth + 1);
        _behaviour = null;
        return new(filter, Negated: name == "has_not_done");
    }

    private static JsonElement Operand(JsonElement element, string path, string name) =>
        element.GetArrayLength() == 2
            ? element[1]
            : throw new QueryException($"{path} has {element.GetArrayLength()} elements; '{name}' takes exactly one operand.");

    private QueryFilter.Test Test(FilterOperator filterOperator, JsonElement element, string path)
    {
        if (element.GetArrayLength() is not (3 or 4))
        {
            throw new QueryException(
                $"{path} is {Expect.Show(element)}; write [operator, dimension, [values]] with an optional modifier object."
            );
        }

        var dimension = DimensionParser.Parse(element[1], $"{path}[1]", withTime: false);
        if (_behaviour is not null && !dimension.Stored.IsOfEvent)
        {
            throw new QueryException(
                $"{path}[1] is '{dimension.Name}' inside {_behaviour}, which asks what events a visit has; "
                    + $"use event dimensions there and {dimension.Name} beside it."
            );
        }

        var clauses = Clauses(element[2], $"{path}[2]");
        CheckCountries(filterOperator, dimension, clauses, $"{path}[2]");
        if (dimension.Labels == LabelKind.Host && filterOperator is FilterOperator.Is or FilterOperator.IsNot)
        {
            // Hosts are stored in their xn-- form. Parts and patterns of hosts cannot be converted.
            clauses = [.. clauses.Select(clause => System.Text.Ascii.IsValid(clause) ? clause : HostName.ToAscii(clause))];
        }

        var caseSensitive = element.GetArrayLength() == 3 || CaseSensitive(element[3], $"{path}[3]");
        if (filterOperator is FilterOperator.Matches or FilterOperator.MatchesNot)
        {
            for (var i = 0; i < clauses.Count; i++)
            {
                if (++_patterns > MaxPatterns)
                {
                    throw new QueryException($"filters has more than {MaxPatterns} regular expressions in all; join some with '|'.");
                }

                PatternParser.Check(clauses[i], caseSensitive, $"{path}[2][{i}]");
            }
        }

        return new QueryFilter.Test(filterOperator, dimension, clauses, caseSensitive);
    }

    private static void CheckCountries(FilterOperator filterOperator, QueryDimension dimension, List<string> clauses, string path)
    {
        if (filterOperator is not (FilterOperator.Is or FilterOperator.IsNot) || dimension.Labels != LabelKind.Country)
        {
            return;
        }

        for (var i = 0; i < clauses.Count; i++)
        {
            // Unset values can be filtered for, as with every dimension.
            if (clauses[i] is not ("" or DimensionLabels.NotSet) && (clauses[i].Length != 2 || !clauses[i].All(char.IsAsciiLetter)))
            {
                throw new QueryException(
                    $"{path}[{i}] is '{Expect.Cut(clauses[i])}', which is no country code; use the two letters of ISO 3166-1, like EE."
                );
            }
        }
    }

    private List<string> Clauses(JsonElement element, string path)
    {
        Expect.Array(element, path, "an array of values", MaxClauses);
        var clauses = new List<string>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
        {
            var clause = item.ValueKind switch
            {
                JsonValueKind.String => item.GetString()!,
                JsonValueKind.Number => item.GetRawText(),
                _ => throw new QueryException($"{path}[{clauses.Count}] must be a string, not {Expect.Show(item)}."),
            };
            if (clause.Length > MaxClauseLength)
            {
                throw new QueryException(
                    $"{path}[{clauses.Count}] has {clause.Length} characters; at most {MaxClauseLength} are accepted."
                );
            }

            if (++_clauses > MaxClauses)
            {
                throw new QueryException($"filters has more than {MaxClauses} values in all; ask for fewer.");
            }

            clauses.Add(clause);
        }

        return clauses.Count > 0 ? clauses : throw new QueryException($"{path} is empty; give at least one value.");
    }

    private static bool CaseSensitive(JsonElement element, string path)
    {
        Expect.OnlyKeys(element, path, "case_sensitive");
        return !element.TryGetProperty("case_sensitive", out var given) || Expect.Boolean(given, $"{path}.case_sensitive");
    }
}
