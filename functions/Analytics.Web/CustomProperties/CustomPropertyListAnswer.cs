namespace Analytics.Web.CustomProperties;

/// <summary>The custom properties that were registered.</summary>
/// <param name="CustomProperties">In the order in which they were registered.</param>
public sealed record CustomPropertyListAnswer(IReadOnlyList<CustomPropertyAnswer> CustomProperties);

/// <summary>A custom property.</summary>
/// <param name="Property">Its name.</param>
public sealed record CustomPropertyAnswer(string Property);

/// <summary>The answer to a registration.</summary>
/// <param name="Created">Always true: registering a property again changes nothing.</param>
public sealed record CustomPropertyCreatedAnswer(bool Created);
