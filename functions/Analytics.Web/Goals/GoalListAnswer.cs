using Analytics.Web.Sites;

namespace Analytics.Web.Goals;

/// <summary>A page of goals.</summary>
/// <param name="Goals">The goals in order of their names.</param>
/// <param name="Meta">Position of the page.</param>
public sealed record GoalListAnswer(IReadOnlyList<GoalAnswer> Goals, PageMeta Meta);
