using System.Text.Json;

namespace Orchestry.Core.Sealing;

/// <summary>What becomes of the secret parts of a document.</summary>
internal interface ISpecRewriting
{
    /// <summary>Writes a field of a sealed variable anew, or answers false for one that stays.</summary>
    bool WriteVariable(Utf8JsonWriter writer, string variable, JsonProperty field);

    /// <summary>Writes a field of <c>imagePull</c> anew, or answers false for one that stays.</summary>
    bool WriteImagePull(Utf8JsonWriter writer, JsonProperty field);
}
