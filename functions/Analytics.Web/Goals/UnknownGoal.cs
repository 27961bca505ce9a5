using Analytics.Web.Bodies;
using Analytics.Web.Errors;

namespace Analytics.Web.Goals;

/// <summary>Refuses what is to be stored and names a goal that the site has not.</summary>
internal static class UnknownGoal
{
    /// <summary>Returns 400 naming the member and the goal.</summary>
    public static ApiException In(string member, string? goal) =>
        JsonBody.Bad($"{member}: '{Excerpt.Of(goal ?? "")}' is no goal of the site; create the goal first");
}
