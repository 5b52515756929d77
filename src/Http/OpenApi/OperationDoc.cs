using Orchestry.Http.Errors;

namespace Orchestry.Http.OpenApi;

/// <summary>What the API document says of one endpoint; put on the endpoint as metadata.</summary>
internal sealed record OperationDoc(string Id, string Tag, string Summary)
{
    public string Description { get; init; } = "";

    /// <summary>Whether the API's document has it.</summary>
    public bool IsInDocument { get; init; } = true;

    /// <summary>Whether it changes nothing although its method could: every node answers it itself.</summary>
    public bool IsRead { get; init; }

    /// <summary>Whether it can be answered with a stream, for which a browser can't send a header.</summary>
    public bool IsStream { get; init; }

    public IReadOnlyList<QueryDoc> Query { get; init; } = [];

    public BodyDoc? Body { get; init; }

    public required IReadOnlyList<ReplyDoc> Replies { get; init; }

    /// <summary>Kinds of error of its own; those every endpoint has are added.</summary>
    public IReadOnlyList<ErrorKind> Errors { get; init; } = [];
}

/// <summary>A query parameter. <paramref name="Words"/> are the values it may have, where they are few.</summary>
internal sealed record QueryDoc(string Name, QueryType Type, string Description)
{
    public IReadOnlyList<string> Words { get; init; } = [];

    public int? Least { get; init; }

    public int? Most { get; init; }

    public string? Default { get; init; }
}

/// <summary>What a query parameter holds.</summary>
internal enum QueryType
{
    Text,
    Integer,
    Boolean,
}

/// <summary>A request's body: a record's, or one whose schema is written.</summary>
internal sealed record BodyDoc(Type? Type, WrittenSchema? Schema, bool IsRequired, string Example)
{
    public BodyDoc(Type type, bool isRequired, string example)
        : this(type, null, isRequired, example)
    {
    }

    public BodyDoc(WrittenSchema schema, bool isRequired, string example)
        : this(null, schema, isRequired, example)
    {
    }
}

/// <summary>A success. A null <paramref name="Type"/> is a free object.</summary>
internal sealed record ReplyDoc(int Status, string Description, Type? Type, string Example)
{
    /// <summary>What the body is written in; anything but JSON is text, and so is its example. With a type: a text that holds such messages.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Another shape it may have.</summary>
    public Type? Or { get; init; }

    /// <summary>What else a stream may say.</summary>
    public IReadOnlyList<Type> Besides { get; init; } = [];

    /// <summary>Its schema where no type has its shape.</summary>
    public WrittenSchema? Schema { get; init; }

    /// <summary>Whether there is no body at all.</summary>
    public bool IsEmpty { get; init; }
}
