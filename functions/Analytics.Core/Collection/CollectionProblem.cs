namespace Analytics.Core.Collection;

/// <summary>A problem of an event: the reason why it was refused, or the detail that was dropped.</summary>
/// <param name="Index">The event's 0-based index in the batch; 0 for a whole request.</param>
/// <param name="Code">One of <see cref="CollectionErrors"/>.</param>
/// <param name="Field">The JSON field, such as <c>url</c> or <c>props.plan</c>; empty for the whole event or body.</param>
/// <param name="Message">Names the field, the value and the remedy.</param>
public sealed record CollectionProblem(int Index, string Code, string Field, string Message);
