using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Web;
using Analytics.Web.Counting;
using Analytics.Web.DeadLetters;
using Analytics.Web.Erasures;
using Analytics.Web.Jobs;
using Analytics.Web.Keys;
using Analytics.Web.Sites;

namespace Analytics.Local.Clients;

/// <summary>The JSON of requests and answers, as the client sees them.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(BatchReceipt))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(SiteAnswer))]
[JsonSerializable(typeof(SiteListAnswer))]
[JsonSerializable(typeof(SiteRequest))]
[JsonSerializable(typeof(JobBody))]
[JsonSerializable(typeof(Analytics.Core.Reprocessing.DayDifference))]
[JsonSerializable(typeof(JobAnswer))]
[JsonSerializable(typeof(JobReportAnswer))]
[JsonSerializable(typeof(ErasureRequest))]
[JsonSerializable(typeof(DeletedAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(CountingAnswer))]
[JsonSerializable(typeof(DeadLetterAnswer))]
[JsonSerializable(typeof(DeadLetterListAnswer))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(KeyAnswer))]
internal sealed partial class ClientJson : JsonSerializerContext;
