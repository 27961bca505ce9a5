namespace Analytics.Web.CustomProperties;

/// <summary>The registered custom properties.</summary>
/// <param name="CustomProperties">The properties in the order of their registration.</param>
public sealed record CustomPropertyListAnswer(IReadOnlyList<CustomPropertyAnswer> CustomProperties);

/// <summary>A custom property.</summary>
/// <param name="Property">Its name.</param>
public sealed record CustomPropertyAnswer(string Property);

/// <summary>The answer to a registration.</summary>
/// <param name="Created">Always true: registering a property again changes nothing.</param>
public sealed record CustomPropertyCreatedAnswer(bool Created);
