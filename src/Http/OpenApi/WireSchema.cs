using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Orchestry.Http.OpenApi;

/// <summary>
/// Says of a record on the wire what its declaration says: a field that is ignored while it is null is left out then and never null; every other is
/// always there, and null where its type allows that. In a request's body what may be null may be left out.
/// </summary>
internal static class WireSchema
{
    /// <summary>Whether a field is left out where there is nothing to say.</summary>
    public static bool IsLeftOut(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
            .Any(a => ((JsonIgnoreAttribute)a).Condition is JsonIgnoreCondition.WhenWritingNull or JsonIgnoreCondition.WhenWritingDefault) == true;

    /// <summary>Corrects the schema of an answer's record, and of one of its fields.</summary>
    public static void Correct(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        if (schema.Properties is { Count: > 0 } && context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            schema.Required = context.JsonTypeInfo.Properties.Where(p => p.Get is not null && !IsLeftOut(p)).Select(p => p.Name).ToHashSet();
        }

        // A type that is not told already says that anything may be there.
        if (context.JsonPropertyInfo is not { } property || schema.Type is not { } type)
        {
            return;
        }

        schema.Type = !IsLeftOut(property) && (Nullable.GetUnderlyingType(property.PropertyType) is not null || (!property.PropertyType.IsValueType && property.IsGetNullable))
            ? type | JsonSchemaType.Null
            : type & ~JsonSchemaType.Null;
    }

    /// <summary>Makes of an answer's record one that is asked with, whole or in part.</summary>
    public static void Relax(IOpenApiSchema schema)
    {
        if (schema is OpenApiSchema { Properties: { } properties } record)
        {
            record.Required = record.Required?.Where(name => properties[name].Type?.HasFlag(JsonSchemaType.Null) != true).ToHashSet();
            foreach (var field in properties.Values)
            {
                Relax(field);
            }
        }

        if (schema.Items is { } items)
        {
            Relax(items);
        }
    }

    /// <summary>Makes of a record one that is answered in two shapes: what only one of them has may be missing.</summary>
    public static void Merge(IOpenApiSchema schema, IOpenApiSchema other)
    {
        if (schema is OpenApiSchema { Properties: { } properties } record && other.Properties is { } others)
        {
            record.Required = record.Required?.Intersect(other.Required ?? new HashSet<string>()).ToHashSet();
            foreach (var (name, field) in others)
            {
                if (!properties.TryAdd(name, field))
                {
                    Merge(properties[name], field);
                }
            }
        }

        if (schema.Items is { } items && other.Items is { } otherItems)
        {
            Merge(items, otherItems);
        }
    }
}
