namespace Analytics.Core.Acquisition;

/// <summary>What kind of place a source is; decides its channel.</summary>
internal enum SourceKind
{
    Other,
    Search,
    Social,
    Video,
    Shopping,
    Mail,
    AiAssistant,
    Audio,
}
