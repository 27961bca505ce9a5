using System.Globalization;
using Analytics.Core.DeadLetters;
using Analytics.Core.Keys;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.DeadLetters;

/// <summary>Lists, shows and retries dead letters. Needs an admin key.</summary>
internal sealed class DeadLettersHandler(
    DeadLetterTable letters,
    DeadLetterList list,
    DeadLetterRetries retries,
    ISiteDirectory sites,
    KeyAccess keys
)
{
    private const int DefaultPage = 100;

    public async Task ListAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Admin);
        var query = context.Request.Query;
        var limit = DefaultPage;
        if (
            query["limit"].ToString() is { Length: > 0 } text
            && (
                !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > DeadLetterList.MaxPage
            )
        )
        {
            throw JsonBody.Bad($"limit: '{text}' is no whole number from 1 to {DeadLetterList.MaxPage}; give one");
        }

        var site = query["site"].ToString();
        var after = query["after"].ToString();
        if (after.Length > 0 && !DeadLetterList.IsCursor(after))
        {
            throw JsonBody.Bad("after: this is no cursor; send what the previous page gave as 'after'");
        }

        var page = await list.ReadAsync(
            Stage(query["stage"].ToString()),
            site.Length == 0 ? null : await IdOfAsync(site, context.RequestAborted),
            after.Length == 0 ? null : after,
            limit,
            context.RequestAborted
        );
        var answers = new List<DeadLetterAnswer>();
        foreach (var letter in page.Letters)
        {
            answers.Add(await AnswerAsync(letter, payload: null, context.RequestAborted));
        }

        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new DeadLetterListAnswer(answers, page.After),
            ApiJson.Default.DeadLetterListAnswer
        );
    }

    public async Task GetAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Admin);
        var letter = await letters.ReadAsync(RouteValue.Id(context), context.RequestAborted) ?? throw Unknown(context);
        var payload = await letters.ReadPayloadAsync(letter.Id, context.RequestAborted) ?? throw Unknown(context);
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            await AnswerAsync(letter, payload, context.RequestAborted),
            ApiJson.Default.DeadLetterAnswer
        );
    }

    public async Task RetryAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Admin);
        try
        {
            var letter = await retries.RetryAsync(RouteValue.Id(context), context.RequestAborted) ?? throw Unknown(context);
            await JsonAnswer.WriteAsync(
                context,
                StatusCodes.Status200OK,
                await AnswerAsync(letter, payload: null, context.RequestAborted),
                ApiJson.Default.DeadLetterAnswer
            );
        }
        catch (DeadLetterRetryException e)
        {
            throw new ApiException(StatusCodes.Status409Conflict, e.Message);
        }
    }

    private async ValueTask<DeadLetterAnswer> AnswerAsync(
        StoredDeadLetter letter,
        ReadOnlyMemory<byte>? payload,
        CancellationToken cancellationToken
    ) => DeadLetterAnswer.Of(letter, await sites.ListedNameOfAsync(letter.Site, cancellationToken), payload);

    /// <summary>Returns the id of a site; the name itself if no site has it, because letters of deleted sites are listed, too.</summary>
    private async ValueTask<string> IdOfAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await sites.FindAsync(name, cancellationToken))?.Site.Id ?? name;
        }
        catch (TableCorruptException)
        {
            return name;
        }
    }

    private static DeadLetterStage? Stage(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var stages = Enum.GetValues<DeadLetterStage>().ToDictionary(static stage => stage.Name());
        return stages.TryGetValue(text, out var stage)
            ? stage
            : throw JsonBody.Bad($"stage: '{text[..Math.Min(text.Length, 40)]}' is unknown; use one of {string.Join(", ", stages.Keys)}");
    }

    private static ApiException Unknown(HttpContext context) =>
        new(StatusCodes.Status404NotFound, $"There is no dead letter '{RouteValue.Id(context)}'; list them at /api/v1/deadletters.");
}
