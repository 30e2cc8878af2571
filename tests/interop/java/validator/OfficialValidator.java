import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.validation.ValidationEngine;

/**
 * The official HL7 validation engine, offline: packages come from user.home/.fhir/packages only.
 * OfficialValidator -version r4 [-ig PACKAGE#VERSION|FILE|FOLDER]... FILE... [-version r5 ...]
 *
 * Prints "file TAB severity TAB place TAB message" for each issue and "file TAB milliseconds" for each file.
 */
public class OfficialValidator {
  static final String TERMINOLOGY = "7.0.1";
  static final String EXTENSIONS = "5.3.0-ballot-tc1";
  static ValidationEngine engine;

  public static void main(String[] args) throws Exception {
    boolean ready = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "-version" -> {
          begin(args[++i]);
          ready = false;
        }
        case "-ig" -> load(args[++i]);
        default -> {
          if (!ready) engine.prepare();
          ready = true;
          validate(args[i]);
        }
      }
    }
    System.exit(0); // its threads do not end by themselves
  }

  static void begin(String release) throws Exception {
    String version = release.equals("r5") ? "5.0.0" : "4.0.1";
    engine = new ValidationEngine.ValidationEngineBuilder()
        .withVersion(version).withNoTerminologyServer().withCanRunWithoutTerminologyServer(true)
        .withThoVersion(TERMINOLOGY).withExtensionsVersion(EXTENSIONS).withUserAgent("offline")
        .fromSource("hl7.fhir." + release + ".core#" + version);
    load("hl7.terminology." + release + "#" + TERMINOLOGY);
    load("hl7.fhir.uv.extensions." + release + "#" + EXTENSIONS);
    engine.getContext().setNoTerminologyServer(true); // codes only a terminology server knows give warnings
    engine.getContext().setCanRunWithoutTerminology(true);
  }

  static void load(String source) throws Exception {
    engine.getIgLoader().loadIg(engine.getIgs(), engine.getBinaries(), source, false);
  }

  static void validate(String file) throws Exception {
    long start = System.currentTimeMillis();
    List<ValidationMessage> messages = new ArrayList<>();
    engine.validate(Files.readAllBytes(Path.of(file)), FhirFormat.JSON, Collections.emptyList(), messages);
    for (var message : messages) {
      System.out.println(String.join("\t", file, message.getLevel().toCode(), message.getLocation(),
          message.getMessage().replaceAll("\\s+", " ")));
    }
    System.out.println(file + "\t" + (System.currentTimeMillis() - start));
  }
}
