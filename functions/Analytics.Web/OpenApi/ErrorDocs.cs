namespace Analytics.Web.OpenApi;

/// <summary>Meanings of the statuses of refusals.</summary>
internal static class ErrorDocs
{
    public static IReadOnlyDictionary<int, string> ByStatus { get; } =
        new Dictionary<int, string>
        {
            [400] = "The request is wrong; the message names the field, its value and the remedy.",
            [401] = "No API key or session, or an unknown one.",
            [403] =
                "The API key is good but lacks the scope, or a change by cookie came without the "
                + "session's X-CSRF-Token or for a page of another origin.",
            [404] = "It does not exist, or the API key may not see it.",
            [408] = "The body did not arrive within a minute; send less at a time.",
            [409] =
                "What is there already stands against it: a job that touches the same rows, days of another import, "
                + "an erasure of the domain, or what made a dead letter fail; the message says which and why.",
            [413] = "The body is over its limit, before or after decompression.",
            [415] = "The content type or the compression is not supported.",
            [429] =
                "Over the hourly limit of the key, too many jobs of the site wait, or the address named too many unknown sites; "
                + "the message says which, and Retry-After when to go on, in seconds.",
            [503] =
                "The event log or the storage does not answer now, or the requests of others take all that the server has for "
                + "such. Send again after Retry-After seconds, events with the same ids.",
            [504] =
                "The query was not answered within its time, 30 s unless configured otherwise; "
                + "ask for a shorter range, fewer dimensions or fewer filters.",
        };
}
