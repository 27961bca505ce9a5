namespace Analytics.Core.Queries.Syntax;

/// <summary>
/// Comparison of a value with a filter's clauses. A positive operator is true if any clause matches, a negative one if none does.
/// </summary>
public enum FilterOperator
{
    /// <summary>Equal to a clause.</summary>
    Is,

    /// <summary>Equal to no clause.</summary>
    IsNot,

    /// <summary>Contains a clause.</summary>
    Contains,

    /// <summary>Contains no clause; false for an event that lacks the property.</summary>
    ContainsNot,

    /// <summary>A regular expression finds a match.</summary>
    Matches,

    /// <summary>No regular expression finds a match; false for an event that lacks the property.</summary>
    MatchesNot,
}
